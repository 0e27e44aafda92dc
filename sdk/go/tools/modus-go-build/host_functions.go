// SPDX-License-Identifier: Apache-2.0

package main

import "strings"

// The host functions as the packages of the SDK call them: "name type, name type: result".
var hostFunctions = map[string]string{
	"modus_system.logMessage":           "level string, message string",
	"modus_system.getTimeInZone":        "tz *string: *string",
	"modus_system.getTimeZoneData":      "tz *string, format string: []byte",
	"modus_http_client.fetch":           "request modus_http_client.Request: modus_http_client.Response",
	"modus_models.getModelInfo":         "modelName string: modus_models.ModelInfo",
	"modus_models.invokeModel":          "modelName string, input string: *string",
	"modus_models.askModel":             "modelName string, input string, answerType string, tools []string, maxToolRounds int: *string",
	"modus_models.streamModel":          "modelName string, input string: int32",
	"modus_models.streamWithTools":      "modelName string, input string, tools []string, maxToolRounds int: int32",
	"modus_models.nextDelta":            "stream int32: modus_models.Piece",
	"modus_models.closeStream":          "stream int32",
	"modus_sql_client.executeQuery":     "connection string, dbType string, statement string, paramsJson string: modus_sql_client.Response",
	"modus_dgraph_client.executeQuery":  "connection string, request modus_dgraph_client.Request: modus_dgraph_client.Response",
	"modus_dgraph_client.alterSchema":   "connection string, schema string: *string",
	"modus_dgraph_client.dropAttribute": "connection string, attr string: *string",
	"modus_dgraph_client.dropAllData":   "connection string: *string",
	"modus_graphql_client.executeQuery": "connection string, statement string, variablesJson string: *string",
	"modus_neo4j_client.executeQuery":   "connection string, dbName string, query string, parametersJson string: modus_neo4j_client.EagerResult",
	"modus_secrets.getSecretValue":      "name string: *string",
	"modus_agents.startAgent":           "agentName string: modus_agents.AgentInfo",
	"modus_agents.stopAgent":            "agentId string: modus_agents.AgentInfo",
	"modus_agents.getAgentInfo":         "agentId string: modus_agents.AgentInfo",
	"modus_agents.listAgents":           ": []modus_agents.AgentInfo",
	"modus_agents.sendMessage":          "agentId string, msgName string, data *string, timeout int64: modus_agents.MessageResponse",
	"modus_agents.publishEvent":         "agentId string, eventName string, eventData *string",
}

// The records of these functions: "name type, …".
var hostTypes = map[string]string{
	"modus_http_client.Request":      "url string, method string, headers modus_http_client.Headers, body []byte, timeout time.Duration",
	"modus_http_client.Headers":      "data map[string]modus_http_client.Header",
	"modus_http_client.Header":       "name string, values []string",
	"modus_http_client.Response":     "status uint16, statusText string, headers modus_http_client.Headers, body []byte",
	"modus_models.ModelInfo":         "name string, fullName string",
	"modus_models.Piece":             "kind int32, index int64, text string, tool *string, call *string",
	"modus_sql_client.Response":      "error *string, resultJson *string, rowsAffected uint32, lastInsertId uint64",
	"modus_dgraph_client.Request":    "query modus_dgraph_client.Query, mutations []modus_dgraph_client.Mutation",
	"modus_dgraph_client.Query":      "query string, variables map[string]string",
	"modus_dgraph_client.Mutation":   "setJson string, delJson string, setNquads string, delNquads string, condition string",
	"modus_dgraph_client.Response":   "json string, uids map[string]string",
	"modus_neo4j_client.EagerResult": "keys []string, records []modus_neo4j_client.Record",
	"modus_neo4j_client.Record":      "keys []string, values []string",
	"modus_agents.AgentInfo":         "id string, name string, status string",
	"modus_agents.MessageResponse":   "data *string, error *string",
}

// Adds the host functions that the module imports, with the records they need.
func addImports(about *metadataJson, imports []string) {
	for _, name := range imports {
		signature, known := hostFunctions[name]
		if !known {
			continue
		}
		parameters, result, _ := strings.Cut(signature, ":")
		described := functionJson{}
		for _, field := range splitFields(parameters) {
			described.Parameters = append(described.Parameters, parameterJson{field.Name, field.Type})
			addHostType(about, field.Type)
		}
		if result = strings.TrimSpace(result); result != "" {
			described.Results = []resultJson{{Type: result}}
			addHostType(about, result)
		}
		about.FnImports[name] = described
	}
}

func addHostType(about *metadataJson, spelled string) {
	name := spelled[strings.LastIndexAny(spelled, "]*")+1:]
	fields, known := hostTypes[name]
	if _, there := about.Types[name]; !known || there {
		return
	}
	described := typeJson{Fields: splitFields(fields)}
	about.Types[name] = described
	for _, field := range described.Fields {
		addHostType(about, field.Type)
	}
}

func splitFields(text string) []fieldJson {
	fields := []fieldJson{}
	for _, part := range strings.Split(text, ",") {
		if name, spelled, found := strings.Cut(strings.TrimSpace(part), " "); found {
			fields = append(fields, fieldJson{Name: name, Type: spelled})
		}
	}
	return fields
}
