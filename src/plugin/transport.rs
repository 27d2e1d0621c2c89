//! Where Terraform connects to: a Unix socket of our own, or TCP on the loopback where there are none.

use std::io;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures::{Stream, StreamExt};
use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use tokio_stream::wrappers::ReceiverStream;
use tonic::transport::server::Connected;

/// A client that does not finish its TLS handshake in this time is dropped.
const TLS_PATIENCE: Duration = Duration::from_secs(10);

/// A listening socket, not yet bound to a runtime.
pub enum Listener {
    /// a Unix socket and its file
    #[cfg(unix)]
    Unix(std::os::unix::net::UnixListener, SocketFile),
    /// a TCP port on 127.0.0.1
    Tcp(std::net::TcpListener, std::net::SocketAddr),
}

/// A socket's path; dropping it removes the file, and the directory when we made it.
pub struct SocketFile {
    path: PathBuf,
    directory: Option<PathBuf>,
}

impl Drop for SocketFile {
    fn drop(&mut self) {
        // Nothing can be done about a failure at the end, and nothing depends on it.
        let _ = std::fs::remove_file(&self.path);
        if let Some(directory) = &self.directory {
            let _ = std::fs::remove_dir(directory);
        }
    }
}

impl Listener {
    /// Listens on a Unix socket in the given directory, or in a fresh one that only we may enter.
    #[cfg(unix)]
    pub fn unix(directory: Option<PathBuf>) -> io::Result<Listener> {
        use std::os::unix::fs::DirBuilderExt;
        // Random names of few letters: the whole path must fit into about 100 bytes.
        let name = &uuid::Uuid::new_v4().simple().to_string()[..16];
        let file = match directory {
            Some(directory) => SocketFile {
                path: directory.join(format!("plugin-{name}")),
                directory: None,
            },
            None => {
                let directory = std::env::temp_dir().join(format!("tfp-{name}"));
                std::fs::DirBuilder::new().mode(0o700).create(&directory)?;
                SocketFile {
                    path: directory.join("socket"),
                    directory: Some(directory),
                }
            }
        };
        let listener = std::os::unix::net::UnixListener::bind(&file.path).map_err(|error| {
            io::Error::new(error.kind(), format!("{}: {error}", file.path.display()))
        })?;
        listener.set_nonblocking(true)?;
        Ok(Listener::Unix(listener, file))
    }

    /// Listens on the first free TCP port of the range; port 0 is any.
    pub fn tcp(ports: std::ops::RangeInclusive<u16>) -> io::Result<Listener> {
        let mut failure =
            io::Error::new(io::ErrorKind::InvalidInput, "the range of ports is empty");
        for port in ports {
            match std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
                Ok(listener) => {
                    listener.set_nonblocking(true)?;
                    let address = listener.local_addr()?;
                    return Ok(Listener::Tcp(listener, address));
                }
                Err(error) => failure = error,
            }
        }
        Err(failure)
    }

    /// The kind of network, as the handshake line names it.
    pub fn network(&self) -> &'static str {
        match self {
            #[cfg(unix)]
            Listener::Unix(..) => "unix",
            Listener::Tcp(..) => "tcp",
        }
    }

    /// The address, as the handshake line names it.
    pub fn address(&self) -> String {
        match self {
            #[cfg(unix)]
            Listener::Unix(_, file) => file.path.display().to_string(),
            Listener::Tcp(_, address) => address.to_string(),
        }
    }

    /// Accepts connections until the receiving end is dropped. Must be called on a runtime.
    ///
    /// TLS handshakes run side by side, so that a stranger who connects and says nothing keeps nobody out.
    pub fn accept(
        self,
        tls: Option<Arc<ServerConfig>>,
    ) -> io::Result<impl Stream<Item = io::Result<Connection>>> {
        let (connections, incoming) = mpsc::channel(8);
        let tls = tls.map(TlsAcceptor::from);
        let file: Option<SocketFile> = match self {
            #[cfg(unix)]
            Listener::Unix(listener, file) => {
                let listener = tokio::net::UnixListener::from_std(listener)?;
                tokio::spawn(async move {
                    loop {
                        tokio::select! {
                            accepted = listener.accept() => match accepted {
                                Ok((stream, _)) => admit(stream, tls.clone(), connections.clone()),
                                Err(error) => pause_after(error).await,
                            },
                            () = connections.closed() => return,
                        }
                    }
                });
                Some(file)
            }
            Listener::Tcp(listener, _) => {
                let listener = tokio::net::TcpListener::from_std(listener)?;
                tokio::spawn(async move {
                    loop {
                        tokio::select! {
                            accepted = listener.accept() => match accepted {
                                Ok((stream, _)) => {
                                    // Without it every small answer waits for the other side's delayed acknowledgement.
                                    if let Err(error) = stream.set_nodelay(true) {
                                        tracing::warn!(%error, "cannot set TCP_NODELAY");
                                    }
                                    admit(stream, tls.clone(), connections.clone());
                                }
                                Err(error) => pause_after(error).await,
                            },
                            () = connections.closed() => return,
                        }
                    }
                });
                None
            }
        };
        // The file goes when the receiving end goes, not when some task is cleaned up: that may be too late at exit.
        Ok(ReceiverStream::new(incoming).map(move |connection| {
            let _held = &file;
            connection
        }))
    }
}

/// A failed accept (out of file handles, mostly) passes: it must not spin meanwhile.
async fn pause_after(error: io::Error) {
    tracing::warn!(%error, "cannot accept a connection");
    tokio::time::sleep(Duration::from_millis(100)).await;
}

/// Does the TLS handshake, when there is one, and hands the connection over.
fn admit<S: Io + 'static>(
    stream: S,
    tls: Option<TlsAcceptor>,
    connections: mpsc::Sender<io::Result<Connection>>,
) {
    tokio::spawn(async move {
        let connection = match tls {
            None => Connection(Box::new(stream)),
            Some(acceptor) => {
                match tokio::time::timeout(TLS_PATIENCE, acceptor.accept(stream)).await {
                    Ok(Ok(stream)) => Connection(Box::new(stream)),
                    Ok(Err(error)) => {
                        tracing::warn!(%error, "refused a connection: only the Terraform that started this process is admitted");
                        return;
                    }
                    Err(_) => {
                        tracing::warn!(
                            "dropped a connection that did not finish its TLS handshake"
                        );
                        return;
                    }
                }
            }
        };
        // Fails only when the server has ended: then nobody waits for the connection either.
        let _ = connections.send(Ok(connection)).await;
    });
}

/// Whatever bytes flow through.
trait Io: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Io for T {}

/// An admitted connection.
pub struct Connection(Box<dyn Io>);

impl Connected for Connection {
    type ConnectInfo = ();

    fn connect_info(&self) -> Self::ConnectInfo {}
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, buf)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.0.is_write_vectored()
    }
}
