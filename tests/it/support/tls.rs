//! The stand-in behind TLS, as `discord.com`: where the bot goes when no proxy is set.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::serve::Listener;
use chimebot::discord::client::Reroute;
use chimebot::standin::StandIn;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::server::TlsStream;

/// A listener with a certificate of its own; it closes when dropped.
pub struct Door {
    address: SocketAddr,
    root: String,
    tasks: [JoinHandle<()>; 2],
}

impl Door {
    pub async fn open(standin: &StandIn) -> Self {
        let own = rcgen::generate_simple_self_signed(vec!["discord.com".to_owned()]).unwrap();
        let key = PrivateKeyDer::try_from(own.signing_key.serialize_der()).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![own.cert.der().clone()], key)
            .unwrap();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (shaken, hands) = mpsc::channel(16);
        let shaking = tokio::spawn(shake_hands(listener, TlsAcceptor::from(Arc::new(config)), shaken));
        let router = standin.router();
        let serving = tokio::spawn(async move {
            axum::serve(Shaken { address, hands }, router).await.unwrap();
        });
        Self { address, root: own.cert.pem(), tasks: [shaking, serving] }
    }

    /// What the bot is told.
    pub fn reroute(&self) -> Reroute {
        Reroute { address: self.address, root: self.root.clone() }
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

type Hand = (TlsStream<TcpStream>, SocketAddr);

/// Accepts connections; a slow handshake holds up no other.
async fn shake_hands(listener: TcpListener, acceptor: TlsAcceptor, shaken: mpsc::Sender<Hand>) {
    while let Ok((stream, peer)) = listener.accept().await {
        drop(stream.set_nodelay(true));
        let (acceptor, shaken) = (acceptor.clone(), shaken.clone());
        tokio::spawn(async move {
            if let Ok(stream) = acceptor.accept(stream).await {
                drop(shaken.send((stream, peer)).await);
            }
        });
    }
}

/// Connections whose handshake is done.
struct Shaken {
    address: SocketAddr,
    hands: mpsc::Receiver<Hand>,
}

impl Listener for Shaken {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> Hand {
        match self.hands.recv().await {
            Some(hand) => hand,
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> std::io::Result<SocketAddr> {
        Ok(self.address)
    }
}
