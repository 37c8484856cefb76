using LyttleCluster.Service.CommandLine;

namespace LyttleCluster.Service.Manager;

/// <summary>The settings of the manager.</summary>
internal static class ManagerFlags
{
    public const string DefaultListen = "http://127.0.0.1:6977";
    public const string DefaultCa = "/etc/ssl/CA.pem";
    public const string DefaultIdentityCa = "/etc/ssl/IdentityCA.pem";
    public const string DefaultCertificate = "/etc/ssl/lyttle-cluster/cert.pem";
    public const string DefaultKey = "/etc/ssl/lyttle-cluster/key.pem";

    public static readonly Flag Listen = new("listen", "URI", "where it listens; without https only on loopback; port 0: any free one", DefaultListen);
    public static readonly Flag State = new("state", "FILE", "the state file; made where there is none", "LYTTLECLUSTER_STATE, else lyttle-cluster/state.db in the user's data folder");
    public static readonly Flag Ca = new("ca", "FILE", "CA whose client certificates prove who somebody is and grant the methods they list (PEM, more than one allowed)", $"{DefaultCa}, for https");
    public static readonly Flag IdentityCa = new("identity-ca", "FILE", "CA whose client certificates prove who somebody is, and nothing else", $"{DefaultIdentityCa} where it exists, for https");
    public static readonly Flag Certificate = new("certificate", "FILE", "its own certificate and chain (PEM): for https, and to prove itself to agents", $"{DefaultCertificate}, for https");
    public static readonly Flag Key = new("key", "FILE", "the certificate's private key (PEM); not readable by others", $"{DefaultKey}, for https");
    public static readonly Flag AgentCa = new("agent-ca", "FILE", "CA that signs the certificates of agents that join (PEM); more behind it are trusted as well", "one of its own beside the state file, made when the first agent comes");
    public static readonly Flag AgentCaKey = new("agent-ca-key", "FILE", "the key of that CA (PEM); mode 0600", "beside the state file");
    public static readonly Flag ReadOnly = new("read-only", null, "only watches and shows: for a second instance beside the one that changes", "false");
    public static readonly Flag AlertWebhook = new("alert-webhook", "NAME=FORMAT:URLFILE", "tells a webhook of alerts; FORMAT is json, slack or discord, URLFILE (mode 0600) holds its https address; more than one allowed", "none") { IsList = true };
    public static readonly Flag AlertMail = new("alert-mail", "ADDRESS", "mails alerts there; more than one allowed", "none") { IsList = true };
    public static readonly Flag AlertMailFrom = new("alert-mail-from", "ADDRESS", "who the mails come from", "none");
    public static readonly Flag AlertMailServer = new("alert-mail-server", "URI", "mail server: smtp://HOST:587 for STARTTLS, smtps://HOST for TLS from the start; in plain text only on loopback", "none");
    public static readonly Flag AlertMailUser = new("alert-mail-user", "NAME", "login at the mail server", "none");
    public static readonly Flag AlertMailPasswordFile = new("alert-mail-password-file", "FILE", "its password, on the first line of a file of mode 0600", "none");
    public static readonly Flag AlertCa = new("alert-ca", "FILE", "CA that signed the certificates of webhooks, mail server and heartbeat (PEM)", "the machine's own trust");
    public static readonly Flag HeartbeatUrlFile = new("heartbeat-url-file", "FILE", "file of mode 0600 with an https address that is asked for every 60 s while the manager is well, so that its end is noticed from outside", "none");
    public static readonly Flag TrustedUser = new("trusted-user", "NAME", "a user (CN of a client certificate) who may do everything; more than one allowed", "none") { IsList = true };
    public static readonly Flag TrustedGroup = new("trusted-group", "NAME", "a group of users, as their certificates name it, that may do everything; more than one allowed", "none") { IsList = true };
    public static readonly Flag LogFormat = new("log-format", "text|json", "how its own log on stderr looks", "text");

    public static readonly Flag LogFile = new("log-file", "FILE", "writes its log there instead, and adds to what is there; may be renamed or emptied while it runs", "none: stderr");
    public static readonly Flag Detach = new("detach", null, "leaves the session it was started in, with --log-file also its output; what Start-ClusterManager uses", "false");

    public static FlagSet All { get; } = new(
        "manager",
        "/etc/lyttle-cluster/manager.json",
        [
            Listen, State, Ca, IdentityCa, Certificate, Key, AgentCa, AgentCaKey, ReadOnly, TrustedUser, TrustedGroup,
            AlertWebhook, AlertMail, AlertMailFrom, AlertMailServer, AlertMailUser, AlertMailPasswordFile, AlertCa, HeartbeatUrlFile,
            LogFormat, LogFile, Detach,
        ]);
}
