//! Services whose tasks follow a metric, in words.

use paperboat_core::strategy::Follower;

use crate::ui::Ui;

/// How few and how many tasks a service may have, and what moves their number.
#[must_use]
pub fn task_range(ui: &Ui, follower: &Follower) -> String {
    let [least, most] = [follower.least, follower.most].map(|n| n.to_string());
    let said = [
        ("service", follower.service.as_str()),
        ("least", &least),
        ("most", &most),
    ];
    ui.text.with("service-follows", &said)
}
