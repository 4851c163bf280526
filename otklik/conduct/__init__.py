"""Difficult customers (C10): steps that people take one after another, each with its evidence; nothing begins one."""
