"""The design system: templates, macros, styles and small custom elements."""
