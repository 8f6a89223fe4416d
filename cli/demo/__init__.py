"""The demo is a story told with the jobs themselves, on stand-ins."""
