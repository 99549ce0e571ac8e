//! The positions of a bill for people: quantity times unit price.

use paperboat_core::money::Usd;
use paperboat_simulator::meter::Position;

use super::number::{cents, count, usd};
use crate::ui::Ui;

/// What an item is called.
#[must_use]
pub fn item_word(ui: &Ui, item: &str) -> String {
    ui.text.get(&format!("item-{item}"))
}

/// A number of units: tenths from a hundred on, and below it four digits that count.
fn quantity(units: f64) -> String {
    if units >= 1_000.0 {
        let tenths = (units * 10.0).round();
        let whole = count((tenths / 10.0).floor());
        return match tenths % 10.0 {
            0.0 => whole,
            rest => format!("{whole}.{rest}"),
        };
    }
    let decimals = match units {
        u if u >= 100.0 => 1,
        u if u >= 10.0 => 2,
        u if u >= 1.0 => 3,
        u if u >= 0.1 => 4,
        u if u >= 0.01 => 5,
        _ => 6,
    };
    let text = format!("{units:.decimals$}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A quantity with its unit, and the price of one.
pub(super) fn parts(ui: &Ui, units: f64, unit: &str, price: Usd) -> [String; 2] {
    let unit = ui.text.get(&format!("unit-{}", unit.to_lowercase()));
    [format!("{} {unit}", quantity(units)), usd(price)]
}

/// A quantity times a unit price, such as `730 h x $0.0208`.
pub(super) fn times(ui: &Ui, units: f64, unit: &str, price: Usd) -> String {
    let unit = ui.text.get(&format!("unit-{}", unit.to_lowercase()));
    let said = [
        ("quantity", quantity(units)),
        ("unit", unit),
        ("price", usd(price)),
    ];
    let said: Vec<(&str, &str)> = said.iter().map(|(k, v)| (*k, v.as_str())).collect();
    ui.text.with("position", &said)
}

/// The positions of a month, one line each.
#[must_use]
pub fn positions(ui: &Ui, month: &[Position]) -> Vec<String> {
    let line = |p: &Position| {
        let position = times(ui, p.quantity, &p.unit, p.unit_price);
        let said = [
            ("item", item_word(ui, &p.item)),
            ("position", position),
            ("amount", cents(p.amount)),
        ];
        let said: Vec<(&str, &str)> = said.iter().map(|(k, v)| (*k, v.as_str())).collect();
        ui.text.with("position-of", &said)
    };
    month.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::quantity;

    #[test]
    fn quantities_show_four_digits_that_count() {
        let shown = [
            730.0, 182.5, 1_642.5, 27_360.0, 9.0, 0.25, 0.000_123, 0.0625,
        ]
        .map(quantity);
        assert_eq!(
            shown,
            [
                "730",
                "182.5",
                "1\u{a0}642.5",
                "27\u{a0}360",
                "9",
                "0.25",
                "0.000123",
                "0.0625"
            ]
        );
    }
}
