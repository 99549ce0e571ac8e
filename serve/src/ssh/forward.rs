//! Ports that a client reaches through a machine: `ssh -L`.

use paperboat_core::aws::host::HttpGetOutput;
use tokio::io::{AsyncRead, AsyncWrite};

use super::account::Account;
use crate::doors::answer;

/// A way from a machine to a port that answers.
#[derive(Clone, Debug)]
pub(super) struct Way {
    account: Account,
    host: String,
    port: u16,
}

impl Way {
    /// Finds whether a program takes connections from the machine at a host's port now.
    pub(super) fn find(account: &Account, host: &str, port: u32) -> Option<Self> {
        let port = u16::try_from(port).ok()?;
        let instance = account.instance();
        let takes = account.world(|world| world.takes_from(instance, host, port))?;
        takes.then(|| Self {
            account: account.clone(),
            host: host.to_owned(),
            port,
        })
    }

    /// Answers HTTP with what the world gives. Other protocols are not modelled: they find a server of HTTP.
    pub(super) async fn serve<S>(self, stream: S)
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let patience = self.account.patience();
        answer(patience, stream, |path| {
            let page = self.page(&path);
            async move { page }
        })
        .await;
    }

    fn page(&self, path: &str) -> Option<HttpGetOutput> {
        let url = format!("http://{}:{}{path}", self.host, self.port);
        let instance = self.account.instance();
        self.account
            .world(|world| world.page_from(instance, &url))?
    }
}
