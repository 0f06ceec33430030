"""The questionnaire: the form of a firm, the header of an office's table, and forms read back."""

from devindex.enterprise.questionnaire.columns import columns
from devindex.enterprise.questionnaire.forms import read_forms
from devindex.enterprise.questionnaire.template import template, template_table

__all__ = ["columns", "read_forms", "template", "template_table"]
