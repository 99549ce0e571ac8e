//! `paperboat model`: every number, where it comes from, and how far it can be trusted.

use paperboat_core::fact::Row;
use paperboat_simulator::model::Model;

use crate::args;
use crate::exit::Exit;
use crate::table::Table;
use crate::text::model as words;
use crate::ui::Ui;

/// Lists the numbers whose keys begin with the prefix.
pub fn model(ui: &Ui, args: &args::Model) -> Exit {
    let model = Model::default();
    let all: Vec<Row> = model.rows();
    let prefix = args.prefix.as_deref().unwrap_or("");
    let rows: Vec<&Row> = all.iter().filter(|r| r.key.starts_with(prefix)).collect();
    if rows.is_empty() {
        let nearest = nearest(prefix, &all);
        return ui.fail(
            Exit::Usage,
            "model-nothing",
            &[("prefix", prefix), ("nearest", nearest)],
        );
    }
    if ui.json {
        ui.json(&rows);
        return Exit::Success;
    }
    let count = rows.len().to_string();
    ui.report(&ui.text.with(
        "model-title",
        &[("version", &model.version()), ("count", &count)],
    ));
    let mut table = Table::new(
        ui,
        &[
            "column-key",
            "column-value",
            "column-unit",
            "column-confidence",
            "column-source",
        ],
    )
    .ruled();
    for r in rows {
        let language = ui.text.language();
        table.row([
            r.key.clone(),
            words::value(language, &r.value).into_owned(),
            words::value(language, &r.unit).into_owned(),
            ui.text.get(r.confidence.key()),
            words::source(language, r),
        ]);
    }
    ui.out(&table.render());
    Exit::Success
}

fn nearest<'a>(wanted: &str, rows: &'a [Row]) -> &'a str {
    let shared = |key: &str| {
        key.chars()
            .zip(wanted.chars())
            .take_while(|(a, b)| a == b)
            .count()
    };
    rows.iter()
        .max_by_key(|r| shared(&r.key))
        .map_or("", |r| r.key.as_str())
}
