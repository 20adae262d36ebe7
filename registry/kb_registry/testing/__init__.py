"""Tests for whoever writes components."""
