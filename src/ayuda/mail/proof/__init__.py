"""What proves where a message comes from: signatures, and the results of trusted servers."""
