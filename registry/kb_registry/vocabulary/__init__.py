"""The words that plugins share: kinds, blocks, data, seeds, drawings."""
