"""Views of the portal, one module a resource."""
