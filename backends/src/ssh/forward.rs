//! Ports of this computer that a machine reaches over the connection, as with `ssh -R`.

use russh::client::{ChannelOpenHandle, Msg};
use russh::{Channel, ChannelOpenFailure};
use tokio::io::copy_bidirectional;
use tokio::net::TcpStream;

/// A port of the machine's loopback that leads to one of this computer's, for as long as a connection lasts: so a
/// machine can pull from a registry that nobody else can reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forward {
    /// The port on the machine, at 127.0.0.1.
    pub there: u16,
    /// The port here, at 127.0.0.1.
    pub here: u16,
}

/// Serves one connection that was made to a forwarded port on the machine. One that nobody takes here is refused there.
pub(super) async fn serve(here: u16, channel: Channel<Msg>, reply: ChannelOpenHandle) {
    let Ok(mut near) = TcpStream::connect(("127.0.0.1", here)).await else {
        reply.reject(ChannelOpenFailure::ConnectFailed).await;
        return;
    };
    reply.accept().await;
    let mut far = channel.into_stream();
    // both ends see how it ended
    let _ = copy_bidirectional(&mut near, &mut far).await;
}
