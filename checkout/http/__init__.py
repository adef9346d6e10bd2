"""What the API and the pages share: middleware, sessions, problems, and how a route is described."""
