using System.Globalization;

namespace LyttleCluster.Service.Agent.Nginx.Processes;

/// <summary>What a master process is doing.</summary>
internal enum MasterActivity
{
    /// <summary>There is none.</summary>
    Gone,

    /// <summary>It works: reads a configuration, opens ports, starts workers.</summary>
    Busy,

    /// <summary>It has done all it was told and waits for signals.</summary>
    Idle,

    /// <summary>Somebody stopped it (SIGSTOP, a debugger).</summary>
    Stopped,
}

/// <summary>
/// Tells whether a master still works on a reload, however long that takes. The master keeps SIGHUP blocked except while it waits in
/// sigsuspend with an empty mask (<c>ngx_master_process_cycle</c>), and /proc/PID/status shows both the mask and what is pending. So
/// "asleep, SIGHUP neither blocked nor pending" means exactly: every HUP sent before has been carried out or given up. Measured with
/// nginx 1.22: during 5 s of reading certificates and during 2.5 s of retries for a taken port the mask stays.
/// </summary>
internal static class MasterStatus
{
    private const ulong Hangup = 1; // bit 0 is signal 1

    /// <summary>Reads the text of /proc/PID/status.</summary>
    public static MasterActivity Read(string status)
    {
        var state = Field(status, "State").FirstOrDefault('X');
        if (state is 'Z' or 'X') return MasterActivity.Gone;
        if (state is 'T' or 't') return MasterActivity.Stopped;
        var waits = ((Mask(status, "SigBlk") | Mask(status, "SigPnd") | Mask(status, "ShdPnd")) & Hangup) == 0;
        return state == 'S' && waits ? MasterActivity.Idle : MasterActivity.Busy;
    }

    private static ulong Mask(string status, string name) =>
        ulong.TryParse(Field(status, name), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var mask) ? mask : 0;

    private static string Field(string status, string name)
    {
        foreach (var line in status.AsSpan().EnumerateLines())
        {
            if (line.StartsWith(name, StringComparison.Ordinal) && line.Length > name.Length && line[name.Length] == ':') return line[(name.Length + 1)..].Trim().ToString();
        }

        return "";
    }
}
