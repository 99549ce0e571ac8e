//! The members of `x-paperboat`.

use super::shape::Shape::{
    Bool, Bytes, Duration, Float, Int, Map, Object as Obj, Short, Text, Texts, Word,
};
use super::shape::{Object, Repeat, closed, field};

/// `x-paperboat` at the top of a file.
pub(in crate::app) static APP_HINTS: Object = closed(&[
    field("public", Text),
    field("requests-per-second", Float),
    field("external", Map(&Obj(&EXTERNAL))),
]);

/// An endpoint outside the application.
static EXTERNAL: Object = closed(&[
    field("port", Int),
    field(
        "kind",
        Word(&[
            "postgres",
            "mysql",
            "mongo",
            "redis",
            "memcached",
            "rabbitmq",
            "kafka",
            "smtp",
            "http",
            "https",
            "other",
        ]),
    ),
]);

/// `x-paperboat` of a service.
pub(in crate::app) static SERVICE_HINTS: Object = closed(&[
    field("image-size", Short("pull", &IMAGE_SIZE)),
    field("boot-time", Duration),
    field("cpu-boot-share", Float),
    field("memory", Bytes),
    field("requests-per-second", Float),
    field("public", Bool),
    field("port", Int),
    field("health-path", Text),
    field("requires", Texts(Repeat::Last)),
    field("tags", Texts(Repeat::Last)),
    field("architecture", Word(&["amd64", "arm64"])),
    field("ends-after", Duration),
]);

static IMAGE_SIZE: Object = closed(&[field("pull", Bytes), field("disk", Bytes)]);

/// Where a hint stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum HintPlace {
    /// `x-paperboat` at the top of the file.
    App,
    /// An endpoint below its `external`.
    External,
    /// `x-paperboat` of a service.
    Service,
}

/// Every hint that the reader takes, in the order of the table.
#[must_use]
pub fn hints() -> Vec<(HintPlace, &'static str)> {
    let tables = [
        (HintPlace::App, &APP_HINTS),
        (HintPlace::External, &EXTERNAL),
        (HintPlace::Service, &SERVICE_HINTS),
    ];
    let names =
        tables.map(|(place, table)| table.fields.iter().map(move |field| (place, field.name)));
    names.into_iter().flatten().collect()
}
