using System.Globalization;
using System.Text;

namespace LyttleCluster.TestPeers;

/// <summary>One line of `/events`, as the engine writes it.</summary>
public sealed record SimulatedEvent(string Action, string ContainerId, string ContainerName, DateTimeOffset Time)
{
    internal byte[] Line()
    {
        var nanoseconds = (Time - DateTimeOffset.UnixEpoch).Ticks * 100;
        return Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $$$"""{"status":"{{{Action}}}","id":"{{{ContainerId}}}","from":"lyttle/busybox:test","Type":"container","Action":"{{{Action}}}","Actor":{"ID":"{{{ContainerId}}}","Attributes":{"image":"lyttle/busybox:test","name":"{{{ContainerName}}}"}},"scope":"local","time":{{{Time.ToUnixTimeSeconds()}}},"timeNano":{{{nanoseconds}}}}""") + "\n");
    }
}
