//! Where commands print: data on standard output, messages on standard error. A reader that has left is not a failure.
#![expect(clippy::disallowed_methods, reason = "colour depends on the terminal and on NO_COLOR")]

use std::io::{self, BufWriter, IsTerminal, Write};

use crate::core::base::escape::for_log;
use crate::program::error::Result;
use crate::vault::VaultError;

/// The two streams of a command.
pub(super) struct Output {
    out: BufWriter<io::Stdout>,
    has_colour: bool,
    width: Option<usize>,
    is_aside: bool,
}

impl Output {
    pub(super) fn new() -> Self {
        let is_terminal = io::stdout().is_terminal();
        let no_colour = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let width = terminal_size::terminal_size().filter(|_| is_terminal).map(|(width, _)| usize::from(width.0));
        Self { out: BufWriter::new(io::stdout()), has_colour: is_terminal && !no_colour, width, is_aside: false }
    }

    /// Returns whether colour is wanted.
    pub(super) const fn has_colour(&self) -> bool {
        self.has_colour
    }

    /// Returns how many columns the terminal has; `None` if the output is not a terminal.
    pub(super) const fn width(&self) -> Option<usize> {
        self.width
    }

    /// Sets whether messages about the work go to standard error, next to the data.
    pub(super) const fn set_aside(&mut self, is_aside: bool) {
        self.is_aside = is_aside;
    }

    /// Prints text for a person. A line that a forge's log would read as a command is shown as text.
    pub(super) fn data(&mut self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
        let mut bytes = Vec::new();
        let written = write(&mut bytes).and_then(|()| match std::str::from_utf8(&bytes) {
            Ok(text) => self.put(for_log(text).as_bytes()),
            Err(_) => self.put(&bytes),
        });
        unless_gone(written, "standard output")
    }

    /// Prints data for a program, byte for byte.
    pub(super) fn exact(&mut self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
        let written =
            if self.is_aside { write(&mut io::stderr()) } else { write(&mut self.out).and_then(|()| self.out.flush()) };
        unless_gone(written, "standard output")
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.is_aside {
            return io::stderr().write_all(bytes);
        }
        self.out.write_all(bytes).and_then(|()| self.out.flush())
    }

    /// Prints a message for a person.
    pub(super) fn message(&mut self, text: &str) -> Result<()> {
        self.exact(|_| Ok(()))?;
        unless_gone(writeln!(io::stderr(), "{}", for_log(text)), "standard error")
    }
}

/// Returns the result of a write; a reader who has left has seen enough.
fn unless_gone(written: io::Result<()>, stream: &'static str) -> Result<()> {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => Ok(result.map_err(VaultError::io("write to", stream))?),
    }
}
