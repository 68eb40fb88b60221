//! A program in a terminal of its own: what it shows, and keys for it.

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use crate::watcher::PATIENCE;

/// A program in a terminal. The terminal is closed when this is dropped.
pub(crate) struct Terminal {
    child: Child,
    stdin: ChildStdin,
    shown: Arc<Mutex<String>>,
    command: String,
}

impl Terminal {
    /// Starts a command of the shell in a folder.
    pub(crate) fn open(command: &str, folder: &Path, home: &Path) -> Self {
        let mut script = Command::new("script");
        script.args(["-qec", &format!("stty rows 24 cols 80; {command}"), "/dev/null"]);
        script.current_dir(folder).env("HOME", home).env("XDG_STATE_HOME", home.join(".local/state"));
        script.env("TERM", "xterm").env("SHELL", "/bin/sh").env("LC_ALL", "C.UTF-8");
        let mut child = script.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (stdin, mut stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let shown = Arc::new(Mutex::new(String::new()));
        let into = Arc::clone(&shown);
        thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = stdout.read(&mut bytes) {
                into.lock().unwrap().push_str(&String::from_utf8_lossy(&bytes[..count]));
            }
        });
        Self { child, stdin, shown, command: command.to_owned() }
    }

    /// Types keys.
    pub(crate) fn types(&mut self, keys: &str) {
        self.stdin.write_all(keys.as_bytes()).unwrap();
        self.stdin.flush().unwrap();
    }

    /// Waits until a text is shown, and forgets what was shown so far.
    #[track_caller]
    pub(crate) fn shows(&mut self, text: &str) {
        self.wait(&format!("`{text}` is shown"), |shown| shown.contains(text));
        self.shown.lock().unwrap().clear();
    }

    /// Waits until something holds, given what is shown.
    #[track_caller]
    pub(crate) fn wait(&mut self, what: &str, holds: impl Fn(&str) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !holds(&self.shown.lock().unwrap()) {
            let is_late = Instant::now() > deadline || self.child.try_wait().unwrap().is_some();
            assert!(
                !is_late || holds(&self.shown.lock().unwrap()),
                "{}: never: {what}\n{}",
                self.command,
                self.story()
            );
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits for the end of the program, which has to be a good one.
    #[track_caller]
    pub(crate) fn ended(mut self) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                assert!(status.success(), "{}: {status}\n{}", self.command, self.story());
                return;
            }
            assert!(Instant::now() < deadline, "{} does not end\n{}", self.command, self.story());
            thread::sleep(Duration::from_millis(2));
        }
    }

    /// Returns what was shown since it was forgotten last, with the terminal's signs made harmless.
    fn story(&self) -> String {
        self.shown.lock().unwrap().escape_debug().to_string()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
