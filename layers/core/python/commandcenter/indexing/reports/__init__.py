"""What a checkout cannot show, per commit: test results, coverage, scans, bills of material, deployments."""

from commandcenter.indexing.reports.parse import KINDS, MAX_REPORT_BYTES, parse_report, plan_report

__all__ = ["KINDS", "MAX_REPORT_BYTES", "parse_report", "plan_report"]
