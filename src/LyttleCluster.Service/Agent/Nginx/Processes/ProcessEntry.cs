namespace LyttleCluster.Service.Agent.Nginx.Processes;

/// <summary>A process as the kernel tells of it.</summary>
/// <param name="Pid">Its number on this host.</param>
/// <param name="ParentPid">Its parent's number.</param>
/// <param name="State">The kernel's letter: R, S, D, T, Z, …</param>
/// <param name="StartTicks">When it was started, in clock ticks (10 ms) since the host was. With the number it names a process for ever.</param>
/// <param name="Title">Its command line, which nginx writes its title into.</param>
internal sealed record ProcessEntry(int Pid, int ParentPid, char State, long StartTicks, string Title)
{
    /// <summary>A zombie that its parent has not collected yet is gone.</summary>
    public bool IsAlive => State is not ('Z' or 'X');

    public ProcessIdentity Identity => new(Pid, StartTicks);

    public NginxRole Role => NginxTitle.RoleOf(Title);
}

/// <summary>Tells a process from a later one with the same number.</summary>
internal readonly record struct ProcessIdentity(int Pid, long StartTicks);
