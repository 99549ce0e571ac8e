//! A key that somebody wrote, with all that a verdict about it may need.

use crate::app::node::{Node, Span, Value};
use crate::app::project::FileObject;
use crate::app::service::Service;
use crate::strategy::App;

/// A key, and the application around it.
pub(super) struct Subject<'a> {
    pub(super) app: &'a App,
    /// The service that it belongs to.
    pub(super) service: Option<&'a str>,
    /// The key without names and numbers: `services.ports`, `services.deploy.replicas`, `volumes`.
    pub(super) kind: String,
    /// The whole key: `services.web.ports[0]`.
    pub(super) path: String,
    /// The name of an entry of a mapping, such as a volume's.
    pub(super) name: &'a str,
    /// The number of an entry of a list.
    pub(super) index: usize,
    /// What it holds; nothing for what the reader left out.
    pub(super) node: Option<&'a Node>,
    /// Where its key stands when no node is left to tell.
    pub(super) written_at: Option<Span>,
}

impl<'a> Subject<'a> {
    pub(super) fn span(&self) -> Option<Span> {
        self.written_at
            .or_else(|| self.node.and_then(Node::place_of_key))
    }

    /// The last part of the key.
    pub(super) fn last(&self) -> &str {
        self.kind.rsplit('.').next().unwrap_or_default()
    }

    /// The service, typed. Only for keys below one.
    pub(super) fn stated(&self) -> Option<&'a Service> {
        self.app.project.services.get(self.service?)
    }

    pub(super) fn image(&self) -> &'a str {
        let stated = self.stated();
        stated.and_then(|s| s.image.as_deref()).unwrap_or_default()
    }

    pub(super) fn text(&self) -> &'a str {
        self.node.and_then(Node::as_str).unwrap_or_default()
    }

    /// Tells whether it only says what holds without it: `false`, or nothing.
    pub(super) fn says_nothing(&self) -> bool {
        match self.node.map(|node| &node.value) {
            Some(Value::Bool(on)) => !on,
            Some(Value::List(items)) => items.is_empty(),
            Some(Value::Map(members)) => members.is_empty(),
            _ => false,
        }
    }

    /// The secret or config of this name at the top of the file.
    pub(super) fn object(&self, section: &str, name: &str) -> Option<&'a FileObject> {
        match section {
            "secrets" => self.app.project.secrets.get(name),
            _ => self.app.project.configs.get(name),
        }
    }
}
