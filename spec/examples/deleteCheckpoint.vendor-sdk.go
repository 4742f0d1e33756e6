package main

import (
	"fmt"
	"log"
	"os"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/basic"
	dis "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/dis/v2"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/services/dis/v2/model"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/services/dis/v2/region"
)

func main() {
	credentials := basic.NewCredentialsBuilder().
		WithAk(os.Getenv("CLOUD_SDK_AK")).
		WithSk(os.Getenv("CLOUD_SDK_SK")).
		WithProjectId("e9993fc787d94b6c886cbaa340f9c0f4").
		Build()
	client := dis.NewDisClient(dis.DisClientBuilder().
		WithCredential(credentials).
		WithRegion(region.ValueOf("cn-north-4")).
		Build())
	partition := "shardId-0000000000"
	answer, err := client.DeleteCheckpoint(&model.DeleteCheckpointRequest{
		StreamName:     "orders",
		AppName:        "billing",
		CheckpointType: model.GetDeleteCheckpointRequestCheckpointTypeEnum().LAST_READ,
		PartitionId:    &partition,
	})
	if err != nil {
		log.Fatal(err)
	}
	if answer.HttpStatusCode != 204 {
		log.Fatalf("not deleted: %d", answer.HttpStatusCode)
	}
	fmt.Println("deleted")
}
