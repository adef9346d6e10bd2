"""Stand-ins that speak the gateways' own wire protocols over HTTP. Never part of production."""
