"""The frozen types that travel from room to room."""

from impact.model.cells import Column, Grid, Kind, Parsed, SourceFile
from impact.model.figures import Figures, ProtectedFigures, Scope, Tables
from impact.model.plans import Area, ColumnPlan, Layout, Session, SessionPlan, TablePlan
from impact.model.reports import Page, Project, Quality, ReportData, Target, Words

__all__ = [
    "Area",
    "Column",
    "ColumnPlan",
    "Figures",
    "Grid",
    "Kind",
    "Layout",
    "Page",
    "Parsed",
    "Project",
    "ProtectedFigures",
    "Quality",
    "ReportData",
    "Scope",
    "Session",
    "SessionPlan",
    "SourceFile",
    "TablePlan",
    "Tables",
    "Target",
    "Words",
]
