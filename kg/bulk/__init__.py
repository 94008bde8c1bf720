"""Many sources at once, at about the engine's own pace."""
