//! A record of every call, written before its answer is used.

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use serde_json::{Value, json};

use crate::aws::{Reply, Request};
use crate::cloud::{Clock, Cloud};
use crate::error::{CloudError, ErrorKind};
use crate::facts::Quota;
use crate::time::Timestamp;

/// A call in the journal.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// When it was sent.
    pub at: Timestamp,
    /// What was asked.
    pub request: Request,
    /// What was answered; none while it is on its way.
    pub answer: Option<Result<Reply, CloudError>>,
}

impl Entry {
    /// The entry as it may be kept: operation, members and answer, each secret replaced by `***`.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let members = serde_json::to_value(&*self.request.masked()).unwrap_or_default();
        let answer = self.answer.as_ref().map(|answer| match answer {
            Ok(reply) => json!({ "ok": reply.clone().masked().members() }),
            Err(error) => json!({ "error": error }),
        });
        json!({ "at": self.at, "operation": self.request.name(), "members": members, "answer": answer })
    }
}

/// Where a journal is written.
pub trait Sink: Send + Sync {
    /// Keeps an entry so that it outlives the process.
    ///
    /// # Errors
    /// The reason, as a fragment; the call is then not sent, or its answer not given on.
    fn write(&self, entry: &Entry) -> Result<(), String>;
}

/// Writes each call that may change something twice: before it is sent, and before its answer is given on.
///
/// So whatever was created stands in the journal, whenever the process ends.
#[derive(Debug)]
pub struct Journal<C, S> {
    cloud: C,
    sink: S,
    reads: bool,
}

impl<C: Cloud, S: Sink> Journal<C, S> {
    /// Writes the calls that may change something.
    pub fn new(cloud: C, sink: S) -> Self {
        Self {
            cloud,
            sink,
            reads: false,
        }
    }

    /// Writes the calls that only read, too.
    pub fn with_reads(cloud: C, sink: S) -> Self {
        Self {
            cloud,
            sink,
            reads: true,
        }
    }

    fn write(&self, entry: &Entry) -> Result<(), CloudError> {
        self.sink.write(entry).map_err(|reason| {
            let operation = entry.request.name();
            let mut error = CloudError::refused(
                ErrorKind::Internal,
                operation,
                "journal-not-written",
                reason,
            );
            error.maybe_sent = entry.answer.is_some();
            error
        })
    }
}

#[async_trait]
impl<C: Cloud, S: Sink> Cloud for Journal<C, S> {
    async fn call(&self, request: Request) -> Result<Reply, CloudError> {
        if request.facts().is_read() && !self.reads {
            return self.cloud.call(request).await;
        }
        let mut entry = Entry {
            at: self.clock().now(),
            request: request.clone(),
            answer: None,
        };
        self.write(&entry)?;
        let answer = self.cloud.call(request).await;
        entry.answer = Some(answer.clone());
        self.write(&entry)?;
        answer
    }

    fn clock(&self) -> &dyn Clock {
        self.cloud.clock()
    }

    fn supports(&self, operation: &str) -> bool {
        self.cloud.supports(operation)
    }

    fn quota(&self, quota: Quota) -> Option<u64> {
        self.cloud.quota(quota)
    }
}

/// A journal in memory: answered calls, in the order of their answers.
#[derive(Debug, Default)]
pub struct Ledger(Mutex<Vec<Entry>>);

impl Ledger {
    /// What was written so far.
    #[must_use]
    pub fn entries(&self) -> Vec<Entry> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Sink for &Ledger {
    fn write(&self, entry: &Entry) -> Result<(), String> {
        if entry.answer.is_some() {
            let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            entries.push(entry.clone());
        }
        Ok(())
    }
}
