using LyttleCluster.Service.CommandLine;

namespace LyttleCluster.Service.Agent;

/// <summary>The settings of the agent.</summary>
internal static class AgentFlags
{
    public const string DefaultListen = "http://127.0.0.1:3003";
    public const string DefaultListenJoined = "https://0.0.0.0:3003";

    public static readonly Flag Listen = new("listen", "URI", "where it listens; without https only on loopback; port 0: any free one", $"{DefaultListen}; with --join {DefaultListenJoined}, and until it joined that port on loopback");
    public static readonly Flag Nginx = new("nginx", "PATH", "the nginx program of this host", "nginx on the PATH or in a usual place");
    public static readonly Flag NginxContainer = new("nginx-container", "NAME", "the container nginx runs in, instead of --nginx", "none");
    public static readonly Flag Docker = new("docker", "URI", "the socket of that container's engine", "DOCKER_HOST, else unix:///var/run/docker.sock");
    public static readonly Flag NginxConfig = new("nginx-config", "FILE", "nginx's main configuration file", "the one nginx was built with");
    public static readonly Flag Root = new("root", "FOLDER", "a folder that roots of domains may lie in; more than one: again, or FOLDER,FOLDER", "none: no root is allowed") { IsList = true };
    public static readonly Flag Certificates = new("certificates", "FOLDER", "a folder with certificates of domains: NAME/fullchain.pem and privkey.pem, or NAME.crt and NAME.key", "none: no TLS for domains") { IsList = true };
    public static readonly Flag HttpListen = new("http-listen", "LISTEN", "what domains listen on, with commas between: arguments of nginx's listen", "80, with IPv6 also [::]:80") { IsList = true };
    public static readonly Flag HttpsListen = new("https-listen", "LISTEN", "the same for TLS, without ssl", "443, with IPv6 also [::]:443") { IsList = true };
    public static readonly Flag KeepReleases = new("keep-releases", "N", "how many releases of domains are kept, 1 to 1000", "20");
    public static readonly Flag ApiKeyFile = new("api-key-file", "FILE", "API keys: a line each, 'KEY [viewer|operator|platform-admin]'; mode 0600", "none: keys are not accepted");
    public static readonly Flag Ca = new("ca", "FILE", "callers may show a client certificate of this CA (PEM); needs https", "none: certificates are not asked for");
    public static readonly Flag Certificate = new("certificate", "FILE", "its own certificate and chain (PEM), for https", "none");
    public static readonly Flag Key = new("key", "FILE", "the certificate's private key (PEM); not readable by others", "none");
    public static readonly Flag Join = new("join", "URI", "the manager to join: https, or http on loopback; it gives the agent its certificate", "none");
    public static readonly Flag TokenFile = new("token-file", "FILE", "the join token for --join; mode 0600", "none");
    public static readonly Flag JoinCa = new("join-ca", "FILE", "the CA of the manager's certificate (PEM)", "the machine's own trust");
    public static readonly Flag JoinFingerprint = new("join-fingerprint", "HEX", "the SHA-256 fingerprint of the manager's certificate, instead of --join-ca; its renewal needs the new one", "none");
    public static readonly Flag JoinName = new("join-name", "NAME", "the name that the node should get", "the host's name");
    public static readonly Flag JoinAddress = new("join-address", "URI", "where the manager reaches this agent", "where it listens; for 0.0.0.0 the host's first address");
    public static readonly Flag JoinDocker = new("join-docker", "URI", "where the manager reaches the engine of this host: ssh://user@host or tcp://host:2376", "none");
    public static readonly Flag AllowReboot = new("allow-reboot", null, "platform-admin may reboot this host through POST /node/reboot", "false");
    public static readonly Flag Data = new("data", "FOLDER", "where it keeps its operations; one folder an agent", "/var/lib/lyttle-cluster/agent for root, else ~/.local/state/lyttle-cluster/agent");
    public static readonly Flag LogFormat = new("log-format", "text|json", "how its own log on stderr looks", "text");
    public static readonly Flag PrintSudoRules = new("print-sudo-rules", null, "prints the sudo rules it needs when it does not run as root, and ends", "") { IsAction = true };
    public static readonly Flag CheckPrivileges = new("check-privileges", null, "tries each thing it needs to be allowed, changing nothing, and ends", "") { IsAction = true };
    public static readonly Flag UninstallSnippet = new("uninstall-snippet", null, "takes the agent's file out of nginx's configuration, and ends", "") { IsAction = true };

    public static FlagSet All { get; } = new(
        "agent",
        "/etc/lyttle-cluster/agent.json",
        [Listen, Nginx, NginxContainer, Docker, NginxConfig, Root, Certificates, HttpListen, HttpsListen, KeepReleases, ApiKeyFile, Ca, Certificate, Key, Join, TokenFile, JoinCa, JoinFingerprint, JoinName, JoinAddress, JoinDocker, AllowReboot, Data, LogFormat, PrintSudoRules, CheckPrivileges, UninstallSnippet]);
}
