"""What a person configures: settings, facts about a deployment, the application to judge."""
