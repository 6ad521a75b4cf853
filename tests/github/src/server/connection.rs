//! Accepting connections, and resetting them.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

use super::exchange::exchange;
use super::shared::Shared;

/// Serves until it is dropped.
pub(super) async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    loop {
        let Ok((stream, _)) = listener.accept().await else { continue };
        let shared = Arc::clone(&shared);
        tokio::spawn(serve(stream, shared));
    }
}

async fn serve(stream: TcpStream, shared: Arc<Shared>) {
    // Small answers must not wait for the client's acknowledgement of the last one.
    let nodelay = stream.set_nodelay(true);
    debug_assert!(nodelay.is_ok());
    let ending = Arc::new(Ending::default());
    let io = TokioIo::new(Stream { stream, ending: Arc::clone(&ending) });
    let service =
        service_fn(move |request| exchange(request, Arc::clone(&shared), Arc::clone(&ending)));
    // An error here is a client that went away, or a connection that was broken on purpose.
    drop(http1::Builder::new().half_close(false).serve_connection(io, service).await);
}

/// How a connection ends.
#[derive(Debug, Default)]
pub(super) struct Ending {
    reset: AtomicBool,
}

impl Ending {
    /// The connection is to end by a reset.
    pub(super) fn by_reset(&self) {
        self.reset.store(true, Ordering::SeqCst);
    }
}

/// A connection that can end by a reset, which is how a broken network looks to the client.
struct Stream {
    stream: TcpStream,
    ending: Arc<Ending>,
}

impl Drop for Stream {
    fn drop(&mut self) {
        if self.ending.reset.load(Ordering::SeqCst) {
            // Where it cannot be set, the connection ends by an orderly close: lost all the same.
            drop(self.stream.set_zero_linger());
        }
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        data: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, data)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
