//! Files of this program outside the vault, in a private folder of the user: the state that this machine keeps.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use super::Vault;

/// The folder of this program in a state folder.
const FOLDER: &str = "coffeechat";

/// Returns the folder of this program in each of the state folders; relative ones do not count.
pub(super) fn folders(folders: &[PathBuf]) -> impl Iterator<Item = PathBuf> {
    folders.iter().filter(|folder| folder.is_absolute()).map(|folder| folder.join(FOLDER))
}

/// Returns the name of a file about a vault: by its identity, whatever its path.
pub(super) fn name(vault: &Vault, purpose: &str, extension: &str) -> String {
    let (device, inode) = vault.identity();
    format!("{purpose}-{device}-{inode}.{extension}")
}

/// Makes a private folder of the user, if it is missing.
pub(super) fn make(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Checks whether a folder can keep files, and leaves nothing behind.
pub(super) fn try_out(folder: &Path) -> io::Result<()> {
    let missing: Vec<&Path> = folder.ancestors().take_while(|place| place.symlink_metadata().is_err()).collect();
    let tried = make(folder).and_then(|()| {
        let place = folder.join(format!("try-{}", std::process::id()));
        open(OpenOptions::new().write(true).create_new(true), &place)?;
        fs::remove_file(place)
    });
    for made in missing {
        // Another program may have put something into it in the meantime.
        drop(fs::remove_dir(made));
    }
    tried
}

/// Opens a file, but not a link, pipe or device; a file that `options` make is private to the user.
pub(super) fn open(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;

        use rustix::fs::OFlags;

        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
        options.mode(0o600).custom_flags(flags.bits().cast_signed());
    }
    let file = options.open(path)?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(io::Error::other("there is something that is not a file")) }
}
