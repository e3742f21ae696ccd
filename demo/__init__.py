"""The whole lobby on one machine: starts every program as its own process."""
