//! Tables.

use super::around::Around;
use super::inline::{inline, is_empty};
use crate::doc::{TableCell, TableRow};

/// The `<table>`; nothing where no cell says anything. Rows are made equally long, since HTML wants them so.
pub(super) fn table(rows: &[TableRow], around: &Around) -> String {
    let rows: Vec<&TableRow> = rows.iter().filter(|row| !row.content.is_empty()).collect();
    let width = rows.iter().map(|row| row.content.len()).max().unwrap_or(0);
    if rows
        .iter()
        .all(|row| row.content.iter().all(|cell| is_empty(&cell.content)))
    {
        return String::new();
    }
    let row = |row: &TableRow, scope: &str| {
        let cells: String = row
            .content
            .iter()
            .map(|cell| self::cell(cell, scope, around))
            .collect();
        format!(
            "<tr>{cells}{}</tr>",
            "<td></td>".repeat(width - row.content.len())
        )
    };
    let mut out = String::from("<table>");
    let mut body = rows.as_slice();
    if let Some((first, rest)) = rows.split_first()
        && names_columns(first)
    {
        out.push_str(&format!("<thead>{}</thead>", row(first, "col")));
        body = rest;
    }
    if !body.is_empty() {
        let lines: String = body.iter().map(|line| row(line, "row")).collect();
        out.push_str(&format!("<tbody>{lines}</tbody>"));
    }
    out.push_str("</table>");
    out
}

/// Whether every cell of a row that says anything is a header.
fn names_columns(row: &TableRow) -> bool {
    let mut said = row
        .content
        .iter()
        .filter(|cell| !is_empty(&cell.content))
        .peekable();
    said.peek().is_some() && said.all(|cell| cell.attrs.header)
}

fn cell(cell: &TableCell, scope: &str, around: &Around) -> String {
    let words = inline(&cell.content, around);
    // A header without words names nothing: the corner of a table is a plain cell.
    if cell.attrs.header && !is_empty(&cell.content) {
        format!("<th scope=\"{scope}\">{words}</th>")
    } else {
        format!("<td>{words}</td>")
    }
}
