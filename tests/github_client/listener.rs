//! A listener that says what it is told to, for what the stand-in never does: it keeps every header
//! that arrives, and answers with redirects.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

use package_steward::github::{Client, ClientSettings, Clock};

pub(crate) struct Listener {
    origin: String,
    heads: Arc<Mutex<Vec<String>>>,
    ended: Arc<AtomicBool>,
    at_once: Arc<AtOnce>,
    thread: Option<JoinHandle<()>>,
}

/// How many requests wait for their answers, now and at the most.
#[derive(Default)]
struct AtOnce {
    now: AtomicUsize,
    most: AtomicUsize,
}

impl Listener {
    /// Answers each request, given by its first line, with what `answer` makes of it: an HTTP answer
    /// up to its headers' end, without a body. Each is answered on a thread of its own.
    pub(crate) fn start(answer: impl Fn(&str) -> String + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        let origin = format!("http://{}", listener.local_addr().expect("an address"));
        let heads: Arc<Mutex<Vec<String>>> = Arc::default();
        let ended: Arc<AtomicBool> = Arc::default();
        let (kept, over) = (Arc::clone(&heads), Arc::clone(&ended));
        let at_once: Arc<AtOnce> = Arc::default();
        let (counted, answer) = (Arc::clone(&at_once), Arc::new(answer));
        let thread = thread::spawn(move || {
            for stream in listener.incoming() {
                if over.load(Ordering::SeqCst) {
                    return;
                }
                let mut stream = stream.expect("a connection");
                let (kept, counted, answer) =
                    (Arc::clone(&kept), Arc::clone(&counted), Arc::clone(&answer));
                thread::spawn(move || {
                    let Some(head) = read_head(&mut stream) else { return };
                    let line = head.lines().next().unwrap_or_default().to_owned();
                    kept.lock().expect("no panic").push(head);
                    let now = counted.now.fetch_add(1, Ordering::SeqCst) + 1;
                    counted.most.fetch_max(now, Ordering::SeqCst);
                    let answer = answer(&line);
                    // Before the answer is sent: after it the client may be faster than this thread.
                    counted.now.fetch_sub(1, Ordering::SeqCst);
                    stream.write_all(answer.as_bytes()).ok();
                });
            }
        });
        Self { origin, heads, ended, at_once, thread: Some(thread) }
    }

    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    /// The heads of the requests that arrived, header names in lower case.
    pub(crate) fn heads(&self) -> Vec<String> {
        self.heads.lock().expect("no panic").clone()
    }

    /// How many requests waited for their answers at once at the most.
    pub(crate) fn most_at_once(&self) -> usize {
        self.at_once.most.load(Ordering::SeqCst)
    }

    /// The first lines of the requests that arrived.
    pub(crate) fn lines(&self) -> Vec<String> {
        let first = |head: &String| head.lines().next().unwrap_or_default().to_owned();
        self.heads().iter().map(first).collect()
    }

    /// A client for this listener, which does not wait.
    pub(crate) fn client(&self, token: &str) -> Client {
        let now = "2026-11-22T12:00:00Z".parse().expect("a time");
        let settings = ClientSettings {
            clock: Clock::new(move || now, |_| std::future::ready(())),
            ..ClientSettings::new(self.origin.parse().expect("a URL"), token.into())
        };
        Client::new(settings).expect("a client")
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::SeqCst);
        // Wakes the loop, so that it sees that it is over.
        drop(TcpStream::connect(self.origin.trim_start_matches("http://")));
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

fn read_head(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    let mut byte = [0];
    while !bytes.ends_with(b"\r\n\r\n") {
        if stream.read(&mut byte).ok()? == 0 {
            return None;
        }
        bytes.push(byte[0]);
    }
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// The value of a header in a head.
pub(crate) fn header(head: &str, name: &str) -> Option<String> {
    head.lines().skip(1).find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    })
}

/// An answer with these headers and this body.
pub(crate) fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> String {
    let headers = headers.iter().fold(String::new(), |mut all, (name, value)| {
        all.extend([name, ": ", value, "\r\n"]);
        all
    });
    let length =
        if status == 204 { String::new() } else { format!("content-length: {}\r\n", body.len()) };
    format!("HTTP/1.1 {status} X\r\nconnection: close\r\n{length}{headers}\r\n{body}")
}
