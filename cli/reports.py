"""The statutory annual tables from the command line, cell by cell."""

from __future__ import annotations

import click
from flask import Flask

from cli.unit_of_work import print_json, stop, unit_of_work
from queries import annual, annual_filled, departments
from queries.paging import AnySession
from rules import annual_checks
from rules.annual_forms import FormName
from rules.annual_table import AnnualTable

FIRST_YEAR = 2008
FORMS = tuple(form.value for form in FormName)


def init_app(app: Flask) -> None:
    app.cli.add_command(report)


@click.group()
def report() -> None:
    """Statutory reports (年度报告)."""


@report.command("annual")
@click.argument("year", type=int)
@click.option("--form", type=click.Choice(FORMS), required=True, help="The form of 2018, or that of 2021 in use now.")
@click.option("--department", "code", help="Only what one department was asked, by its code or name.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value: every cell, numbers also for 无.")
def annual_report(year: int, form: str, code: str | None, as_json: bool) -> None:
    """Print the annual tables of YEAR (政府信息公开工作年度报告); what does not close is named on standard error.

    Of a year that is not over, the figures are those up to now.
    """
    with unit_of_work(writes=False) as work:
        if not FIRST_YEAR <= year <= work.today.year:
            stop(f"年份要在{FIRST_YEAR}年到{work.today.year}年之间：《政府信息公开条例》自2008年5月1日起施行。")
        unit = None if code is None else _department(work.session, code)
        table, before = _tables(work.session, year, FormName(form), unit)
        findings = annual_checks.check(table, before)
        lost = annual.unsettled(work.session)
    for finding in findings:
        click.echo(finding.words, err=True)
    if lost:
        click.echo(f"有{len(lost)}件已经办结的申请没有办结记录，没有计入办理结果，请联系系统管理员。", err=True)
    if as_json:
        print_json(table.as_json())
    else:
        _print(table)


def _tables(session: AnySession, year: int, form: FormName, department_id: int | None) -> tuple[AnnualTable, ...]:
    """Return the form of a year and that of the year before: as it was signed, where it is the county's and was."""
    signed = annual_filled.signed(session, year - 1, form) if department_id is None else None
    return (annual_filled.table(session, year, form, department_id),
            signed or annual_filled.table(session, year - 1, form, department_id))


def _department(session: AnySession, code: str) -> int:
    found = departments.id_of(session, code)
    if found is None:
        stop(f"没有代码或者名称为“{code}”的承办单位。")
    return found


def _print(table: AnnualTable) -> None:
    for one in table.tables:
        click.echo("\t".join([one.title, *(column.label for column in one.columns)]))
        for row in one.rows:
            printed = (table.printed(row.code, column.slug) for column in one.columns)
            click.echo("\t".join(["　" * one.depth(row) + row.words, *printed]))
