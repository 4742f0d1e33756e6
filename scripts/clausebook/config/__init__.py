"""Configuration: settings, facts about a deployment, the application to judge."""
