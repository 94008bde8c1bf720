"""Pictures of the graph, drawn as SVG."""
