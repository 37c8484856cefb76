namespace LyttleCluster.Build.Provisioning;

/// <summary>A package of the system that tests or demo use.</summary>
/// <param name="Name">As apt knows it.</param>
/// <param name="Programs">When all of these are on PATH, whoever brought them, nothing is installed. Empty: dpkg is asked.</param>
/// <param name="Meaning">What its absence means, for the list at the end.</param>
internal sealed record DebianPackage(string Name, string[] Programs, string Meaning)
{
    private const string NoEngines = "Tests against real engines and the demo cannot run.";

    private const string NoSsh = "Tests of nodes that are reached through ssh cannot run.";

    private const string NoPodman = "Tests against podman cannot run.";

    /// <summary>Private engines as hosts: engine, namespaces, and a static shell for their images.</summary>
    public static IReadOnlyList<DebianPackage> ForEngines { get; } =
    [
        new("docker.io", ["dockerd"], NoEngines),
        new("docker-cli", ["docker"], NoEngines), // since Debian 13; before, docker.io has just brought it
        new("iproute2", ["ip"], NoEngines),
        new("busybox-static", [], NoEngines), // the plain busybox package has the same command, but needs libraries
    ];

    /// <summary>Hosts with an engine and a plain nginx.</summary>
    public static IReadOnlyList<DebianPackage> ForDemo { get; } =
    [
        .. ForEngines,
        new("nginx", ["nginx"], "Tests of reloads and logs against a real nginx, and the demo, cannot run."),
    ];

    /// <summary>A browser that looks at the manager's pages. Without fonts it would draw empty boxes.</summary>
    public static IReadOnlyList<DebianPackage> ForPages { get; } =
    [
        new("chromium", ["chromium"], "Tests of the manager's pages in a browser, and screenshots, cannot run."),
        new("fonts-dejavu-core", [], "Screenshots look different."),
    ];

    public static IReadOnlyList<DebianPackage> ForTests { get; } =
    [
        .. ForDemo,
        new("netavark", ["podman"], NoPodman), // podman's network; only recommended by it
        new("podman", ["podman"], NoPodman),
        new("openssh-client", ["ssh", "ssh-keygen"], NoSsh),
        new("openssh-server", ["sshd"], NoSsh),
        new("systemd", ["systemd-analyze"], "Tests of the services' units against systemd's own checks cannot run."), // nothing of it is started
        .. ForPages,
        new("libsqlite3-0", [], "The SQLite that comes with the packages is used instead of the system's newer one."),
    ];
}
