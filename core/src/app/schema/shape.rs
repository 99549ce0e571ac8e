//! Shapes of values.

/// What a key holds. The comment gives what is accepted, then the canonical form.
#[derive(Clone, Copy, Debug)]
pub(in crate::app) enum Shape {
    /// Anything; kept as it is.
    Any,
    /// A text.
    Text,
    /// A text, or nothing.
    TextOrNull,
    /// A text or a number; a text.
    TextOrNumber,
    /// A text or a boolean; a text.
    TextOrBool,
    /// A text with two characters in a row that a container's name may have.
    ContainerName,
    /// One of some words.
    Word(&'static [&'static str]),
    /// One of some words, or the prefix with a duration of whole weeks, days, hours, minutes and seconds after it.
    WordOrEvery(&'static [&'static str], &'static str),
    /// A boolean, or a word for one; a boolean.
    Bool,
    /// A boolean and no word.
    StrictBool,
    /// A number, or digits; an integer.
    Int,
    /// A number, or digits; a broken number.
    Float,
    /// A number and no text.
    StrictNumber,
    /// A whole number from 0 to 100, or digits; a broken number.
    Percent,
    /// A number, or octal digits as text; an integer, printed as octal text.
    Mode,
    /// A number, or a size; the bytes as digits.
    Bytes,
    /// A duration in Go's form.
    Duration,
    /// A list of texts.
    Texts(Repeat),
    /// A list of texts or numbers; texts.
    TextsOrNumbers(Repeat),
    /// A text or a list of texts; a list.
    TextOrTexts,
    /// A command line or a list of words, or nothing; words.
    Command,
    /// A command line or a list of words; `CMD` or `CMD-SHELL` and words.
    Test,
    /// `KEY=value` list or mapping; a mapping where nothing means unset.
    Variables,
    /// `key=value` list or mapping; a mapping where nothing is an empty text.
    Pairs,
    /// `host=address` list or mapping; a list.
    Hosts,
    /// A mapping of texts and numbers; texts.
    Options,
    /// A mapping of scalars or lists of them; lists of texts.
    TextLists,
    /// A number, digits or `all`; a number, where -1 means all.
    Count,
    /// `true`, or a mapping with a name (deprecated); a boolean.
    External,
    /// A number, or a mapping of soft and hard.
    Ulimit,
    /// Names, or a mapping of names to details; a mapping.
    Named(&'static Shape),
    /// A text that stands for one member of the mapping.
    Short(&'static str, &'static Object),
    /// A mapping with these members.
    Object(&'static Object),
    /// A mapping with these members, or nothing.
    ObjectOrNull(&'static Object),
    /// A mapping from free names.
    Map(&'static Shape),
    /// A list.
    List(&'static Shape),
    /// A list of ports, each a number, a text or a mapping.
    Ports(&'static Object),
    /// A list of mounts, each a text or a mapping.
    Mounts(&'static Object),
    /// A list of secrets or configs, each a text or a mapping; the text is the folder they appear in.
    Files(&'static str, &'static Object),
    /// A list of devices, each a text or a mapping.
    Devices(&'static Object),
    /// A path, or a list of paths or mappings; mappings.
    EnvFiles(&'static Object),
    /// `all`, or a list of devices; a list.
    Gpus(&'static Object),
    /// A list of paths or mappings.
    Includes(&'static Object),
}

/// What becomes of a text that a list holds twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::app) enum Repeat {
    /// Kept.
    Kept,
    /// The later one takes the place of the earlier; what counts is the part before `=`.
    Last,
    /// An error.
    Refused,
}

/// How a mapping merges with an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::app) enum Rule {
    /// Member by member.
    Members,
    /// Member by member if the drivers are the same; else it replaces (`logging`).
    SameDriver,
}

/// A mapping with known members, in the order they are printed.
#[derive(Debug)]
pub(in crate::app) struct Object {
    pub(in crate::app) fields: &'static [Field],
    /// Whether `x-` keys are allowed.
    pub(in crate::app) open: bool,
    pub(in crate::app) rule: Rule,
}

/// A member of a mapping.
#[derive(Clone, Copy, Debug)]
pub(in crate::app) struct Field {
    pub(in crate::app) name: &'static str,
    pub(in crate::app) shape: Shape,
    pub(in crate::app) required: bool,
    /// Whether 0, `false` and the empty text are printed.
    pub(in crate::app) kept: bool,
    /// Whether JSON prints it even when it is absent, as `{}` or `null`.
    pub(in crate::app) always: bool,
}

impl Field {
    pub(in crate::app) const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    pub(in crate::app) const fn kept(mut self) -> Self {
        self.kept = true;
        self
    }

    pub(in crate::app) const fn always(mut self) -> Self {
        self.always = true;
        self
    }
}

pub(in crate::app) const fn field(name: &'static str, shape: Shape) -> Field {
    Field {
        name,
        shape,
        required: false,
        kept: false,
        always: false,
    }
}

pub(in crate::app) const fn object(fields: &'static [Field]) -> Object {
    Object {
        fields,
        open: true,
        rule: Rule::Members,
    }
}

pub(in crate::app) const fn closed(fields: &'static [Field]) -> Object {
    Object {
        fields,
        open: false,
        rule: Rule::Members,
    }
}

impl Object {
    pub(in crate::app) fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}
