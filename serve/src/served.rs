//! The worlds behind an endpoint, asked by many clients: what is answered is kept first, where there is a file.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use paperboat_core::aws::Reply;
use paperboat_core::aws::host::ExecOutput;
use paperboat_core::error::{CloudError, ErrorKind};
use paperboat_core::time::Timestamp;
use paperboat_simulator::visit::Door;
use paperboat_simulator::world::World;
use paperboat_wire::{Read, Scope};
use serde_json::json;

use crate::beside::{self, Beside};
use crate::clock::{Pace, Paced, Polled};
use crate::control::{self, Answered, Controlled, wrong};
use crate::doors::{self, Opened};
use crate::state::State;
use crate::worlds::Worlds;

/// An answer, and what a command had written when its connection broke.
pub(crate) type Told = (Result<Reply, CloudError>, Option<ExecOutput>);

/// How often somebody who waits looks what time it is.
const LOOK: Duration = Duration::from_millis(5);

/// How long a client may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// For a request's head, and between two requests.
    pub head: Duration,
    /// For a request's body.
    pub body: Duration,
}

impl Default for Limits {
    /// 10 s and 30 s. A choice: nobody is that slow on loopback.
    fn default() -> Self {
        Self {
            head: Duration::from_secs(10),
            body: Duration::from_secs(30),
        }
    }
}

/// Worlds that are served.
#[derive(Debug)]
pub struct Served {
    inner: Mutex<Inner>,
    began: Instant,
    requests: AtomicU64,
    pub(crate) limits: Limits,
    /// The ports that are open on this computer; see [`crate::doors`].
    doors: Mutex<Vec<Opened>>,
    pub(crate) opens: bool,
}

#[derive(Debug)]
struct Inner {
    worlds: Worlds,
    state: Option<State>,
}

impl Served {
    /// Serves worlds that end with the program.
    #[must_use]
    pub fn new(worlds: Worlds) -> Self {
        Self {
            inner: Mutex::new(Inner {
                worlds,
                state: None,
            }),
            began: Instant::now(),
            requests: AtomicU64::new(0),
            limits: Limits::default(),
            doors: Mutex::new(Vec::new()),
            opens: false,
        }
    }

    /// Serves worlds that a file tells of, and keeps what enters them there before it is answered.
    #[must_use]
    pub fn kept(worlds: Worlds, state: State) -> Self {
        let served = Self::new(worlds);
        served.lock().state = Some(state);
        served
    }

    /// The same, with the ports of its machines and load balancers open on loopback addresses.
    #[must_use]
    pub fn with_doors(mut self) -> Self {
        self.opens = true;
        self
    }

    /// The same with other limits.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An id in AWS's shape; each request has its own.
    pub(crate) fn request_id(&self) -> String {
        let count = self.requests.fetch_add(1, Ordering::Relaxed) + 1;
        format!("00000000-0000-4000-8000-{count:012x}")
    }

    /// The accounts and regions that somebody asked for.
    pub(crate) fn scopes(&self) -> Vec<Scope> {
        self.lock().worlds.scopes()
    }

    /// Looks at a world as it stands, moved to its time; none when there can be no such world.
    pub(crate) fn look<T>(&self, scope: &Scope, look: impl FnOnce(&World) -> T) -> Option<T> {
        self.follow(scope, |paced| Some(look(paced.world())))
    }

    /// The same for somebody who wants to know of its pace too.
    pub(crate) fn follow<T>(
        &self,
        scope: &Scope,
        look: impl FnOnce(&Paced) -> Option<T>,
    ) -> Option<T> {
        let looked = self.glance(scope, |world, wall| {
            world.paced.follow(wall);
            look(&world.paced)
        });
        looked.ok().flatten()
    }

    /// What somebody finds who connects. In a world that warps, that is what is there when the wait is over: somebody who is
    /// let in, or at least an answer, for whom packets are still lost.
    pub(crate) fn knock(&self, scope: &Scope, door: impl Fn(&World) -> Door) -> Door {
        let open = |world: &World| matches!(door(world), Door::Sshd | Door::Program);
        let found = self.with(scope, |world, wall| {
            world.paced.follow(wall);
            if world.paced.pace() == Pace::Warp
                && !open(world.paced.world())
                && !world.paced.wait_for(open)
                && door(world.paced.world()) == Door::Silent
            {
                world.paced.wait_for(|then| door(then) != Door::Silent);
            }
            door(world.paced.world())
        });
        found.unwrap_or(Door::Refused)
    }

    /// Keeps which ports are open on this computer.
    pub(crate) fn tell_doors(&self, doors: impl Iterator<Item = Opened>) {
        let mut kept = self.doors.lock().unwrap_or_else(PoisonError::into_inner);
        *kept = doors.collect();
    }

    /// The ports that are open on this computer for an account in a region.
    pub(crate) fn doors_of(&self, scope: &Scope) -> Vec<Opened> {
        let kept = self.doors.lock().unwrap_or_else(PoisonError::into_inner);
        let own = kept.iter().filter(|door| door.scope == *scope);
        own.cloned().collect()
    }

    /// Works on the world of a scope without an answer that leaves.
    fn glance<T>(
        &self,
        scope: &Scope,
        work: impl FnOnce(&mut Controlled, Duration) -> T,
    ) -> Result<T, CloudError> {
        let mut inner = self.lock();
        let world = inner.worlds.of(scope);
        let world = world.map_err(|error| CloudError::unsupported("", error))?;
        Ok(work(world, self.began.elapsed()))
    }

    /// Works on the world of a scope, and keeps what entered it.
    fn with<T>(
        &self,
        scope: &Scope,
        work: impl FnOnce(&mut Controlled, Duration) -> T,
    ) -> Result<T, CloudError> {
        let done = self.glance(scope, work)?;
        let Inner { worlds, state } = &mut *self.lock();
        if let (Some(state), Ok(world)) = (state, worlds.of(scope)) {
            let kept = state.keep(scope, world.paced.entered());
            kept.map_err(|said| {
                let said = format!("the file of this account's state cannot be written: {said}");
                CloudError::refused(ErrorKind::Internal, "", "InternalFailure", said)
            })?;
        }
        Ok(done)
    }

    /// Asks the world of a request.
    pub(crate) async fn ask(&self, read: &Read, waits: bool) -> Result<Reply, CloudError> {
        self.told(read, waits).await?.0
    }

    /// The same, with what a command had written when its connection broke.
    ///
    /// # Errors
    /// A world that is gone, and state that cannot be kept.
    pub(crate) async fn told(&self, read: &Read, waits: bool) -> Result<Told, CloudError> {
        let scope = &read.scope;
        let begun = self.with(scope, |world, wall| match world.paced.pace() {
            Pace::Real(_) => Err(world.paced.begin(wall, read)),
            Pace::Warp | Pace::Instant | Pace::Manual => {
                let said = world.paced.ask(read, waits);
                Ok((said, world.paced.cut_off()))
            }
        })?;
        let call = match begun {
            Ok(told) => return Ok(told),
            Err(call) => call,
        };
        loop {
            let polled = self.glance(scope, |world, wall| {
                let polled = world.paced.poll(wall, call);
                (polled, world.paced.cut_off())
            });
            match polled? {
                (Polled::Said(said), written) => {
                    self.with(scope, |_, _| ())?;
                    return Ok((said, written));
                }
                (Polled::Wait(time), _) => tokio::time::sleep(time).await,
            }
        }
    }

    /// Lets so much time of a world's pass, and tells what time it is then. In a world that follows the wall that takes as
    /// long as it takes; in one that is moved by hand it ends when somebody has moved it.
    async fn wait(&self, scope: &Scope, span: Duration) -> Result<f64, CloudError> {
        let until = self.with(scope, |world, wall| {
            let paced = &mut world.paced;
            paced.follow(wall);
            let until = paced.world().now() + span;
            if matches!(paced.pace(), Pace::Warp | Pace::Instant) {
                paced.change(wall, |world| world.advance(until));
            }
            until
        })?;
        let mut before = Timestamp::ZERO;
        loop {
            let now = self.glance(scope, |world, wall| {
                world.paced.follow(wall);
                world.paced.world().now()
            })?;
            // Who took the world back takes the end of a wait with it.
            if now >= until || now < before {
                self.with(scope, |_, _| ())?;
                return Ok(now.as_secs_f64());
            }
            before = now;
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Answers what is asked beside AWS; none when that is nothing.
    pub(crate) async fn control(
        &self,
        (method, path, query): (&str, &str, &str),
        body: &[u8],
    ) -> Option<Answered> {
        if !control::is_control(path) {
            return None;
        }
        let (named, query) = match control::place(query) {
            Ok(found) => found,
            Err(why) => return Some(wrong(400, &why)),
        };
        let scope = named.clone().unwrap_or_default();
        let answered = match beside::read(method, path, body, &scope) {
            Some(Ok(Beside::Host(read))) => Ok(beside::answered(&self.ask(&read, false).await)),
            Some(Ok(Beside::Wait(span))) => self
                .wait(&scope, span)
                .await
                .map(|now| (200, json!({ "nowS": now }))),
            Some(Err(wrong)) => Ok(wrong),
            None if method == "GET" && path == "/_paperboat/doors" => {
                let opened = self.doors_of(&scope);
                self.glance(&scope, |world, wall| {
                    world.paced.follow(wall);
                    (200, doors::doors(world.paced.world(), &opened))
                })
            }
            None if method == "GET" && path == "/_paperboat/ssh-config" => {
                let opened = self.doors_of(&scope);
                self.glance(&scope, |world, wall| {
                    world.paced.follow(wall);
                    let text = doors::ssh_config(world.paced.world(), &opened);
                    (200, text.into())
                })
            }
            None if named.is_none() && control::is_reset(method, path) => self.reset(),
            None => self.with(&scope, |world, wall| {
                world.control(wall, (method, path, &query), body)
            }),
        };
        let failed = |error: CloudError| match error.kind {
            ErrorKind::Unsupported => wrong(400, &error.message),
            _ => wrong(500, &error.message),
        };
        Some(answered.unwrap_or_else(failed))
    }

    /// Begins all worlds anew.
    fn reset(&self) -> Result<Answered, CloudError> {
        let scopes = self.lock().worlds.scopes();
        for scope in scopes {
            self.with(&scope, |world, wall| world.reset(wall))?;
        }
        Ok((200, json!({ "status": "ok" })))
    }
}
