"""How a route is given the running checkout."""

from typing import Annotated

from fastapi import Depends, Request

from checkout.service import Service


def service_of(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


async def the_service(request: Request) -> Service:
    # FastAPI runs a plain function in a thread of its own.
    return service_of(request)


TheService = Annotated[Service, Depends(the_service)]
