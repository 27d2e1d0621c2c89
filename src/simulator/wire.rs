//! Connections that can be cut: a request's handler raises a flag and the next write of the answer fails.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, ready};

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use rustls::pki_types::CertificateDer;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::server::TlsStream;
use tokio_rustls::{Accept, TlsAcceptor};

/// A listener whose connections carry a [`Cut`], with TLS when there is an acceptor.
pub struct CuttableListener {
    /// The port.
    pub listener: TcpListener,
    /// TLS.
    pub tls: Option<TlsAcceptor>,
}

/// A connection that ends as soon as its flag is up.
pub struct CuttableStream {
    stream: Stream,
    cut: Cut,
}

/// The handshake runs with the first read, so that a slow client does not hold up the others.
enum Stream {
    Plain(TcpStream),
    Handshake(Box<Accept<TcpStream>>),
    Tls(Box<TlsStream<TcpStream>>),
}

impl Stream {
    /// The stream once the handshake is done.
    fn ready(
        &mut self,
        context: &mut Context<'_>,
        shown: &OnceLock<Vec<CertificateDer<'static>>>,
    ) -> Poll<io::Result<Pin<&mut (dyn Both + '_)>>> {
        if let Self::Handshake(accept) = self {
            match Pin::new(accept.as_mut()).poll(context) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                Poll::Ready(Ok(stream)) => {
                    if let Some(chain) = stream.get_ref().1.peer_certificates() {
                        shown.get_or_init(|| {
                            chain.iter().map(|one| one.clone().into_owned()).collect()
                        });
                    }
                    *self = Self::Tls(Box::new(stream));
                }
            }
        }
        Poll::Ready(match self {
            Self::Plain(stream) => Ok(Pin::new(stream)),
            Self::Tls(stream) => Ok(Pin::new(stream.as_mut())),
            Self::Handshake(_) => Err(io::ErrorKind::NotConnected.into()),
        })
    }
}

/// Read and write.
trait Both: AsyncRead + AsyncWrite + Unpin {}

impl<T: AsyncRead + AsyncWrite + Unpin> Both for T {}

/// The handle of a connection: who is there, and the knife.
#[derive(Clone)]
pub struct Cut {
    flag: Arc<AtomicBool>,
    shown: Arc<OnceLock<Vec<CertificateDer<'static>>>>,
    /// The client.
    pub peer: SocketAddr,
}

impl Cut {
    /// Ends the connection before the next byte of an answer.
    pub fn now(&self) {
        self.flag.store(true, Ordering::SeqCst);
    }

    /// The certificates that the client has shown.
    pub fn certificates(&self) -> &[CertificateDer<'static>] {
        self.shown.get().map_or(&[], Vec::as_slice)
    }
}

impl Listener for CuttableListener {
    type Io = CuttableStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        let (stream, peer) = Listener::accept(&mut self.listener).await;
        // Without it every small answer waits for the client's acknowledgement; a failure only costs time.
        let _ = stream.set_nodelay(true);
        let stream = match &self.tls {
            Some(tls) => Stream::Handshake(Box::new(tls.accept(stream))),
            None => Stream::Plain(stream),
        };
        (
            CuttableStream {
                stream,
                cut: Cut {
                    flag: Arc::default(),
                    shown: Arc::default(),
                    peer,
                },
            },
            peer,
        )
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.listener.local_addr()
    }
}

impl Connected<IncomingStream<'_, CuttableListener>> for Cut {
    fn connect_info(stream: IncomingStream<'_, CuttableListener>) -> Self {
        stream.io().cut.clone()
    }
}

impl CuttableStream {
    fn refusal<T>(&self) -> Option<Poll<io::Result<T>>> {
        self.cut
            .flag
            .load(Ordering::SeqCst)
            .then(|| Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into())))
    }
}

impl AsyncRead for CuttableStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let CuttableStream { stream, cut } = &mut *self;
        match ready!(stream.ready(context, &cut.shown)) {
            Ok(stream) => stream.poll_read(context, buffer),
            Err(error) => Poll::Ready(Err(error)),
        }
    }
}

impl AsyncWrite for CuttableStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if let Some(refusal) = self.refusal() {
            return refusal;
        }
        let CuttableStream { stream, cut } = &mut *self;
        match ready!(stream.ready(context, &cut.shown)) {
            Ok(stream) => stream.poll_write(context, bytes),
            Err(error) => Poll::Ready(Err(error)),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let CuttableStream { stream, cut } = &mut *self;
        match ready!(stream.ready(context, &cut.shown)) {
            Ok(stream) => stream.poll_flush(context),
            Err(error) => Poll::Ready(Err(error)),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let CuttableStream { stream, cut } = &mut *self;
        match ready!(stream.ready(context, &cut.shown)) {
            Ok(stream) => stream.poll_shutdown(context),
            Err(error) => Poll::Ready(Err(error)),
        }
    }
}
