"""What the model may do: a schema, one operation, one outcome for each tool."""
