namespace LyttleCluster.Module;

/// <summary>Completes the images of containers.</summary>
public sealed class ImageCompleter : ContainerCompleter
{
    private protected override string TextOf(ClusterContainer container) => container.Image;
}
