//! A page, asked for by somebody who knows nothing of Paperboat.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// The body at an address; none where nobody answers with 200.
///
/// # Panics
/// When the address is not this computer's own: an emulator's others belong to strangers.
pub(crate) fn page(address: SocketAddr) -> Option<String> {
    assert!(address.ip().is_loopback(), "{address} is a stranger's");
    let patience = Duration::from_secs(5);
    let mut stream = TcpStream::connect_timeout(&address, patience).ok()?;
    stream.set_read_timeout(Some(patience)).ok()?;
    stream.write_all(b"GET / HTTP/1.0\r\n\r\n").ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let first = head.lines().next()?;
    (first.split(' ').nth(1) == Some("200")).then(|| body.to_owned())
}

/// Looks until something is there.
///
/// # Panics
/// When it is not there in time.
pub(crate) fn eventually<T>(what: &str, limit: Duration, mut look: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + limit;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < deadline, "{what}: not in {limit:?}");
        std::thread::sleep(Duration::from_millis(300));
    }
}
