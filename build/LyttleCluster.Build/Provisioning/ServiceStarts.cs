namespace LyttleCluster.Build.Provisioning;

/// <summary>
/// Packages are wanted for their programs; a test run must not leave a web server or a second Docker engine running on the machine.
/// Debian asks /usr/sbin/policy-rc.d whether a freshly installed service may start (101 = no).
/// </summary>
internal sealed class ServiceStarts : IDisposable
{
    private const string Policy = "/usr/sbin/policy-rc.d";

    private readonly bool _ours;

    private ServiceStarts(bool ours) => _ours = ours;

    public static ServiceStarts Suppress()
    {
        if (File.Exists(Policy) || OperatingSystem.IsWindows())
            return new ServiceStarts(false);
        // Should we be killed before we can remove it, it forbids nothing any more.
        File.WriteAllText(Policy, $"#!/bin/sh\nkill -0 {Environment.ProcessId} 2>/dev/null && exit 101\nexit 0\n");
        File.SetUnixFileMode(Policy, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new ServiceStarts(true);
    }

    public void Dispose()
    {
        if (_ours)
            File.Delete(Policy);
    }
}
