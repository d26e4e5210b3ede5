"""The bridge between a hub and a NATS server with JetStream."""
