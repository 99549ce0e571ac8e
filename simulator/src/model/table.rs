//! One file of the model: a fact for every name.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use paperboat_core::fact::{Confidence, Fact, Row};
use paperboat_core::money::Usd;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::reads::Reads;
use super::{Distribution, Name, OverrideError};

/// What may stand in a row.
pub(super) trait Cell: Clone + DeserializeOwned {
    /// The value in words, for people.
    fn show(&self) -> String;

    /// Reads a value that a user gave.
    fn read(value: &Value) -> Result<Self, String> {
        serde_json::from_value(value.clone()).map_err(|error| error.to_string())
    }
}

impl Cell for Distribution {
    fn show(&self) -> String {
        self.to_string()
    }

    fn read(value: &Value) -> Result<Self, String> {
        let distribution = match value.as_f64() {
            Some(constant) => Self::Constant(constant),
            None => serde_json::from_value(value.clone()).map_err(|error| error.to_string())?,
        };
        distribution.check()?;
        Ok(distribution)
    }
}

impl Cell for Usd {
    fn show(&self) -> String {
        self.decimal()
    }
}

impl Cell for u64 {
    fn show(&self) -> String {
        self.to_string()
    }
}

impl Cell for f64 {
    fn show(&self) -> String {
        self.to_string()
    }

    fn read(value: &Value) -> Result<Self, String> {
        let number = value.as_f64().ok_or("it is a number")?;
        if number >= 0.0 {
            Ok(number)
        } else {
            Err("it is not negative".to_owned())
        }
    }
}

/// The facts of one file, in the order of their names.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Table<N, V> {
    facts: Vec<Fact<V>>,
    reads: Reads,
    names: PhantomData<fn() -> N>,
}

impl<N: Name, V: Cell> Table<N, V> {
    /// Reads a file that belongs to the program.
    ///
    /// # Panics
    ///
    /// When it is malformed, or lacks a name; a test reads every file.
    pub(super) fn embedded(json: &str) -> Self {
        let mut rows = rows_of(json);
        let take = |name: &N| {
            rows.remove(name.key())
                .unwrap_or_else(|| panic!("no row for {}", name.key()))
        };
        let facts: Vec<_> = N::ALL.iter().map(take).collect();
        assert!(rows.is_empty(), "rows without a name: {:?}", rows.keys());
        Self {
            reads: Reads::none(facts.len()),
            facts,
            names: PhantomData,
        }
    }

    /// Looks a row up, and remembers that it was.
    pub(super) fn get(&self, name: N) -> &Fact<V> {
        self.reads.mark(name.index());
        &self.facts[name.index()]
    }

    /// Changes the values that are our own estimates.
    pub(super) fn map_estimates(&mut self, change: impl Fn(&V) -> V) {
        let estimates = self
            .facts
            .iter_mut()
            .filter(|fact| fact.confidence == Confidence::Estimate);
        for fact in estimates {
            fact.value = change(&fact.value);
        }
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = Row> {
        let named = N::ALL.iter().zip(&self.facts);
        named.map(|(name, fact)| Row::of(name.key(), fact.value.show(), fact))
    }

    /// Forgets what was read; from here on by this table only and its clones.
    pub(super) fn afresh(&mut self) {
        self.reads = Reads::none(self.facts.len());
    }

    /// Remembers that a row was looked up elsewhere; does nothing when the key belongs to another table.
    pub(super) fn mark_read(&self, key: &str) {
        if let Some(name) = N::ALL.iter().find(|name| name.key() == key) {
            self.reads.mark(name.index());
        }
    }

    /// Tells whether a row was looked up; none when the key belongs to another table.
    pub(super) fn was_read(&self, key: &str) -> Option<bool> {
        let name = N::ALL.iter().find(|name| name.key() == key)?;
        Some(self.reads.has(name.index()))
    }

    /// Replaces a value; false when the key belongs to another table.
    pub(super) fn replace(&mut self, key: &str, value: &Value) -> Result<bool, OverrideError> {
        let Some(name) = N::ALL.iter().find(|name| name.key() == key) else {
            return Ok(false);
        };
        let fact = &mut self.facts[name.index()];
        fact.value = V::read(value).map_err(|reason| OverrideError::WrongValue {
            key: key.to_owned(),
            value: value.to_string(),
            reason,
        })?;
        "user".clone_into(&mut fact.source);
        fact.confidence = Confidence::Estimate;
        fact.note.clear();
        Ok(true)
    }
}

/// Parses a file into its rows by key.
fn rows_of<V: DeserializeOwned>(json: &str) -> BTreeMap<String, Fact<V>> {
    serde_json::from_str(json).expect("the model's files are well-formed")
}
