//! A person at the keyboard, who needs time for each command, and gets some of them wrong.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;

use crate::aws::{Reply, Request};
use crate::cloud::{Clock, Cloud};
use crate::error::CloudError;
use crate::event::{EventKind, Observer, micros};
use crate::facts::Quota;
use crate::people::{Done, Made, Person, Task, Typing};

/// Lets the time of typing pass before each call, and makes of it what the person makes of it.
///
/// A call equal to the one before it is a look repeated while waiting: nobody types it again.
pub struct Hands<'a, C> {
    cloud: C,
    person: Arc<Mutex<Person>>,
    task: Task,
    observer: &'a dyn Observer,
    last: Mutex<Option<Last>>,
}

/// What was asked last, and what was done instead, when something was.
struct Last {
    meant: Request,
    made: Option<Made>,
}

impl<'a, C: Cloud> Hands<'a, C> {
    /// Puts a person before `cloud`, who begins a task with the first call; `observer` hears of every typed command, and of
    /// what was done wrong.
    pub fn new(
        cloud: C,
        person: Arc<Mutex<Person>>,
        task: Task,
        observer: &'a dyn Observer,
    ) -> Self {
        Self {
            cloud,
            person,
            task,
            observer,
            last: Mutex::new(None),
        }
    }

    /// Puts somebody who types so and gets nothing wrong before `cloud`.
    pub fn faultless(cloud: C, typing: Typing, observer: &'a dyn Observer) -> Self {
        let person = Arc::new(Mutex::new(Person::faultless(typing)));
        // Who pastes every command does the same whatever it is for.
        Self::new(cloud, person, Task::Deploy, observer)
    }

    /// What was done instead of the last request, when this is the same one.
    fn repeated(&self, request: &Request) -> Option<Option<Made>> {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let same = last.as_ref().filter(|last| last.meant == *request)?;
        Some(same.made.clone())
    }

    fn is_first(&self) -> bool {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.is_none()
    }

    fn with<T>(&self, ask: impl FnOnce(&mut Person) -> T) -> T {
        ask(&mut self.person.lock().unwrap_or_else(PoisonError::into_inner))
    }

    async fn types(&self, (command, took): (String, Duration)) {
        self.clock().sleep(took).await;
        let took_us = micros(took);
        self.observer.observe(EventKind::Typed { command, took_us });
    }

    /// Has the person do what a request stands for.
    async fn done(&self, request: &Request) -> Option<Made> {
        if self.is_first()
            && let Some(whole) = self.with(|person| person.begin(self.task))
        {
            self.types(whole).await;
        }
        let is_read = self.observer.reads_words();
        let doing = self.with(|person| person.does(self.task, request, is_read));
        if let Some(typed) = doing.typed {
            self.types(typed).await;
        }
        if let Some(Done { slip, meant, typed }) = doing.slip {
            self.observer
                .observe(EventKind::Slipped { slip, meant, typed });
        }
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        *last = Some(Last {
            meant: request.clone(),
            made: doing.made.clone(),
        });
        doing.made
    }
}

#[async_trait]
impl<C: Cloud> Cloud for Hands<'_, C> {
    async fn call(&self, request: Request) -> Result<Reply, CloudError> {
        let made = match self.repeated(&request) {
            Some(made) => made,
            None => self.done(&request).await,
        };
        match made {
            None => self.cloud.call(request).await,
            Some(Made::Instead(other)) => self.cloud.call(*other).await,
            Some(Made::Nothing(reply)) => Ok(*reply),
        }
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
