//! A server on loopback that answers whatever a test wants.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

/// A request as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// Path and query.
    pub(crate) target: String,
    headers: Vec<(String, String)>,
    /// Where the server is.
    pub(crate) origin: String,
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// The server. It is stopped when it is dropped.
pub(crate) struct OddServer {
    origin: String,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    stopped: AtomicBool,
    asked: Mutex<Vec<Asked>>,
    under_way: AtomicUsize,
    most_under_way: AtomicUsize,
}

impl OddServer {
    /// Starts a server whose answers come from `answer`, on a thread each.
    pub(crate) fn start(answer: impl Fn(&Asked) -> String + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        let origin = format!("http://{}", listener.local_addr().expect("an address"));
        let (state, answer) = (Arc::<State>::default(), Arc::new(answer));
        let (served, at) = (Arc::clone(&state), origin.clone());
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if served.stopped.load(Ordering::SeqCst) {
                    break;
                }
                let (state, answer, origin) =
                    (Arc::clone(&served), Arc::clone(&answer), at.clone());
                thread::spawn(move || serve(stream, origin, &state, &*answer));
            }
        });
        Self { origin, state }
    }

    pub(crate) fn url(&self) -> &str {
        &self.origin
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.state.asked.lock().expect("a lock").clone()
    }

    /// The targets of all requests, in their order.
    pub(crate) fn targets(&self) -> Vec<String> {
        self.asked().into_iter().map(|asked| asked.target).collect()
    }

    /// How many requests were under way at once at the most.
    pub(crate) fn most_under_way(&self) -> usize {
        self.state.most_under_way.load(Ordering::SeqCst)
    }
}

impl Drop for OddServer {
    fn drop(&mut self) {
        self.state.stopped.store(true, Ordering::SeqCst);
        // Wakes the thread that accepts.
        drop(TcpStream::connect(self.origin.trim_start_matches("http://")));
    }
}

/// An answer to send, its length included.
pub(crate) fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> String {
    let mut answer =
        format!("HTTP/1.1 {status} X\r\nconnection: close\r\ncontent-length: {}\r\n", body.len());
    for (name, value) in headers {
        answer.extend([name, ": ", value, "\r\n"]);
    }
    answer + "\r\n" + body
}

fn serve(mut stream: TcpStream, origin: String, state: &State, answer: &dyn Fn(&Asked) -> String) {
    let mut lines = BufReader::new(stream.try_clone().expect("a stream")).lines();
    let mut next = || lines.next().and_then(Result::ok).filter(|line| !line.is_empty());
    let Some(first) = next() else { return };
    let target = first.split(' ').nth(1).expect("a target").to_owned();
    let headers = std::iter::from_fn(next)
        .filter_map(|line| line.split_once(": ").map(|(k, v)| (k.to_owned(), v.to_owned())))
        .collect();
    let asked = Asked { target, headers, origin };
    state.asked.lock().expect("a lock").push(asked.clone());
    let under_way = state.under_way.fetch_add(1, Ordering::SeqCst) + 1;
    state.most_under_way.fetch_max(under_way, Ordering::SeqCst);
    let answer = answer(&asked);
    // Before the answer is sent, since after it the client may be faster than this thread.
    state.under_way.fetch_sub(1, Ordering::SeqCst);
    // A client that was dropped is no matter.
    stream.write_all(answer.as_bytes()).ok();
}
