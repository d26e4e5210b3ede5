"""The plugin contract: a folder with a `plugin.yaml`, found without being imported, loaded when it is needed."""
