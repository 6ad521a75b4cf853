//! Bodies that come whole, or break off.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Frame, SizeHint};

/// The body of an answer.
#[derive(Debug)]
pub(crate) struct Body {
    data: Option<Bytes>,
    /// What the client is told to expect.
    declared: u64,
    end: End,
}

#[derive(Debug, PartialEq, Eq)]
enum End {
    Complete,
    /// Not yet broken off: what was written so far is flushed first.
    ToBreak,
    Broken,
}

impl Body {
    pub(crate) fn whole(data: Bytes) -> Self {
        Self { declared: data.len() as u64, data: Some(data), end: End::Complete }
    }

    /// Half of the data, then the connection breaks.
    pub(crate) fn broken(data: &Bytes) -> Self {
        let half = data.slice(..data.len() / 2);
        Self { declared: data.len() as u64, data: Some(half), end: End::ToBreak }
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if let Some(data) = self.data.take().filter(|data| !data.is_empty()) {
            return Poll::Ready(Some(Ok(Frame::data(data))));
        }
        match self.end {
            End::Complete => Poll::Ready(None),
            End::ToBreak => {
                self.end = End::Broken;
                context.waker().wake_by_ref();
                Poll::Pending
            }
            End::Broken => Poll::Ready(Some(Err(io::Error::other("the answer breaks off here")))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.end == End::Complete && self.data.as_ref().is_none_or(Bytes::is_empty)
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.declared)
    }
}
