"""How a route is given the running checkout."""

from typing import Annotated

from fastapi import Depends, Request

from checkout.service import Service


def the_service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


TheService = Annotated[Service, Depends(the_service)]
