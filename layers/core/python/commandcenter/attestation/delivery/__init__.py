"""What is delivered to pinners and registries: kept until it is done, tried again, never in the way of issuing."""
