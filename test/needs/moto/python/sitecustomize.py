"""Python loads a module of this name whenever it starts with this folder in PYTHONPATH, so moto_server has our types too."""

import sallyport.cloudformation  # noqa: F401
